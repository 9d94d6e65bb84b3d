import { Command, CommanderError } from 'commander';
import { AppError, GuardRefusal, TransportError } from '../lib/domain/errors.ts';
import { accountCommands } from './commands/accounts.ts';
import { completionCommand } from './commands/completion.ts';
import { diagnoseCommand } from './commands/diagnose.ts';
import { doctorCommand } from './commands/doctor.ts';
import { hostCommands } from './commands/hosts.ts';
import { quarantineCommands } from './commands/quarantine.ts';
import { runCommands } from './commands/runs.ts';
import { scanCommands } from './commands/scan.ts';
import { serveCommand } from './commands/serve.ts';
import { closeFace } from './faces/application.ts';
import { failureToJson, safe, wantsJson, writeNote, writeProblem } from './faces/output.ts';

/**
 * The command line: a second thin face over lib/usecases, on the same store as the web. Exit codes are a contract:
 * 0 fine · 1 failed or refused · 2 usage · 3 host unreachable · 4 findings at or above --fail-on.
 */
const program = new Command('bilge')
  .description('Shows where Docker’s storage went on your hosts, and pumps out what leaked, safely.')
  .version('0.1.0')
  .showHelpAfterError('(bilge --help shows the commands)')
  .configureHelp({ showGlobalOptions: false })
  .exitOverride();

for (const add of [
  serveCommand,
  hostCommands,
  scanCommands,
  runCommands,
  quarantineCommands,
  diagnoseCommand,
  accountCommands,
  doctorCommand,
  completionCommand,
]) {
  add(program);
}
// exitOverride is not inherited by commands that exist already.
const overrideAll = (command: Command): void => {
  command.exitOverride();
  command.commands.forEach(overrideAll);
};
overrideAll(program);

// `bilge … | head` stops reading early: what is being done goes on to its end, there is only nobody to tell.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = reportFailure(error);
} finally {
  await closeFace();
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
    for (const { name, excuse } of leftAlone) writeNote(`  ${safe(name)}: ${safe(excuse)}`);
    return error instanceof TransportError ? 3 : 1;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (wantsJson()) failureToJson('internal', message);
  writeProblem(error instanceof Error && process.env.BILGE_DEBUG ? (error.stack ?? message) : message);
  return 1;
}
