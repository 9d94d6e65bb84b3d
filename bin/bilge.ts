import { Command, CommanderError } from 'commander';
import { AppError, GuardRefusal, TransportError } from '../lib/domain/errors.ts';
import { bilgeVersion } from '../lib/domain/version.ts';
import { type AddCommands, commandGroups } from './command-groups.ts';
import { prebuiltCompletion } from './prebuilt-completion.ts';
import { closeOpened } from './presenters/opened.ts';
import { commanderOutput, failureToJson, wantsJson, writeNote, writeProblem, writeText } from './presenters/output.ts';

/**
 * The command line: a second thin layer over lib/usecases, on the same store as the web. Exit codes are a contract:
 * 0 fine · 1 failed or refused · 2 usage · 3 host unreachable · 4 findings at or above --fail-on.
 */
const program = new Command('bilge')
  .description('Shows where Docker’s storage went on your hosts, and pumps out what leaked, safely.')
  .version(bilgeVersion)
  .showHelpAfterError('(bilge --help shows the commands)')
  .configureHelp({ showGlobalOptions: false })
  .exitOverride();

const completion = prebuiltCompletion(process.argv.slice(2));
if (completion === null) for (const add of await groupsFor(process.argv.slice(2))) add(program);
// exitOverride is not inherited by commands that exist already.
const overrideAll = (command: Command): void => {
  command.exitOverride().configureOutput(commanderOutput);
  command.commands.forEach(overrideAll);
};
overrideAll(program);

// EPIPE (`bilge … | head`): finish the work, drop the output.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  if (completion === null) await program.parseAsync(process.argv);
  else writeText(completion.trimEnd());
} catch (error) {
  process.exitCode = reportFailure(error);
} finally {
  await closeOpened();
}

/** One group where its name is called. All groups where the whole tree is needed: help, completion, an unknown command. */
async function groupsFor(args: string[]): Promise<AddCommands[]> {
  const [first] = args;
  if (first === '--version' || first === '-V') return [];
  const called = commandGroups.find((group) => first !== undefined && group.names.includes(first));
  const needed = called && first !== 'completion' ? [called] : commandGroups;
  return Promise.all(needed.map((group) => group.load()));
}

function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    if (wantsJson()) failureToJson('usage', error.message);
    return 2;
  }
  if (error instanceof AppError) {
    const leftAlone = error instanceof GuardRefusal ? error.leftAlone : [];
    if (wantsJson()) failureToJson(error.code, error.userMessage, leftAlone.length > 0 ? { leftAlone } : {});
    writeProblem(error.userMessage);
    for (const { name, excuse } of leftAlone) writeNote(`  ${name}: ${excuse}`);
    return error instanceof TransportError ? 3 : 1;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (wantsJson()) failureToJson('internal', message);
  writeProblem(message);
  if (error instanceof Error && process.env.BILGE_DEBUG) (error.stack ?? '').split('\n').forEach(writeNote);
  return 1;
}
