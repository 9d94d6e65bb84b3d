import { type Command, InvalidArgumentError } from 'commander';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import { isFinal, type Run } from '../../lib/domain/run.ts';
import { scriptParts } from '../../lib/domain/script-parts.ts';
import { findHost } from '../../lib/usecases/hosts/hosts.ts';
import { listActions } from '../../lib/usecases/plans/actions.ts';
import { proposePlan, readPlan } from '../../lib/usecases/plans/plans.ts';
import { applyPlan, listRuns, readRun, requestCancel, undoRun, waitForRun } from '../../lib/usecases/runs/runs.ts';
import { cliActor, face } from '../faces/application.ts';
import {
  endProgress,
  progress,
  styled,
  writeJson,
  writeLine,
  writeNote,
  writeScript,
  writeTable,
} from '../faces/output.ts';
import { writePlan } from '../faces/plan.ts';
import { runLine, writeRun } from '../faces/run.ts';

interface Json {
  json?: boolean;
}

export function runCommands(program: Command): void {
  actionsCommand(program);
  planCommand(program);
  scriptCommand(program);
  applyCommand(program);
  const run = program.command('run').description('what Bilge did and is doing on hosts');
  run
    .command('list')
    .option('--json', 'one JSON document')
    .action((options: Json) => {
      const runs = listRuns(face(), cliActor(), { limit: 100 });
      if (options.json) return writeJson(runs);
      writeTable(
        ['RUN', 'STARTED', 'STATE', 'WHAT'],
        runs.map((entry) => [
          entry.id,
          entry.startedAt,
          entry.state,
          entry.isDemo ? `${entry.title} (demo)` : entry.title,
        ]),
      );
    });
  run
    .command('show')
    .argument('<run>')
    .option('--json', 'one JSON document')
    .action((id: string, options: Json) => showRun(readRun(face(), cliActor(), id), options));
  run
    .command('follow')
    .description('waits for the end; Ctrl-C stops watching, not the run')
    .argument('<run>')
    .option('--json', 'one JSON document')
    .action(async (id: string, options: Json) => showRun(await watch(readRun(face(), cliActor(), id)), options));
  run
    .command('cancel')
    .description('ends the run between two steps')
    .argument('<run>')
    .option('--json', 'one JSON document')
    .action(async (id: string, options: Json) => {
      const cancelled = await requestCancel(face(), cliActor(), id);
      if (options.json) writeJson(cancelled);
      else writeLine('Asked; it ends after the step it is in.');
    });
  run
    .command('undo')
    .description('puts back what the run set aside, and waits for the end')
    .argument('<run>')
    .option('--json', 'one JSON document')
    .action(async (id: string, options: Json) => showRun(await watch(await undoRun(face(), cliActor(), id)), options));
}

function actionsCommand(program: Command): void {
  program
    .command('actions')
    .description('what can be done on a host now, and the excuse for what cannot')
    .argument('<name>')
    .option('--json', 'one JSON document')
    .action((name: string, options: Json) => {
      const actions = listActions(face(), cliActor(), findHost(face(), cliActor(), name).id);
      if (options.json) return writeJson(actions);
      for (const action of actions) {
        const mark = action.available ? styled('green', 'now ') : styled('dim', 'not ');
        writeLine(`${mark} ${action.id.padEnd(24)} ${action.available ? action.summary : action.excuse}`);
      }
    });
}

function planCommand(program: Command): void {
  program
    .command('plan')
    .description('proposes an action from a fresh look at the host; changes nothing')
    .argument('<name>')
    .argument('<action>')
    .option('-p, --param <key=value>', 'a parameter of the action (may be repeated)', collectParam, {})
    .option('--script', 'print only the script that would run')
    .option('--json', 'one JSON document')
    .action(
      async (name: string, action: string, options: Json & { param: Record<string, string>; script?: boolean }) => {
        const host = findHost(face(), cliActor(), name);
        const plan = await proposePlan(face(), cliActor(), host.id, action, options.param);
        if (options.script) writeScript(plan.script);
        else if (options.json) writeJson(plan);
        else writePlan(plan, host.name);
      },
    );
}

function scriptCommand(program: Command): void {
  program
    .command('script')
    .description('prints the script of a plan that was made: exactly this is uploaded and run')
    .argument('<plan>')
    .option('--summary', 'only its head: host, objects, what is freed and how it is undone')
    .action((planId: string, options: { summary?: boolean }) => {
      const { script } = readPlan(face(), cliActor(), planId);
      writeScript(options.summary ? scriptParts(script).head : script);
    });
}

function applyCommand(program: Command): void {
  program
    .command('apply')
    .description('approves a plan and runs it; Ctrl-C stops watching, the run goes on')
    .argument('<plan>')
    .requiredOption('--confirm <name>', 'the name of the plan’s host')
    .option('--detach', 'do not wait for the end')
    .option('--json', 'one JSON document')
    .action(async (planId: string, options: Json & { confirm: string; detach?: boolean }) => {
      const plan = readPlan(face(), cliActor(), planId);
      if (plan.engineOnly && options.detach)
        throw new InvalidInputError(
          'This host gives only its Docker socket, so this command does the steps itself and cannot be detached. Leave --detach out, or apply the plan in the dashboard.',
        );
      const started = await applyPlan(face(), cliActor(), plan.id, options.confirm);
      if (options.detach) {
        if (options.json) writeJson(started);
        else writeLine(`${started.id} runs on the host. Look: bilge run follow ${started.id}`);
        return;
      }
      showRun(await watch(started), options);
    });
}

async function watch(run: Run): Promise<Run> {
  const stop = new AbortController();
  // A run on the host goes on without us. One whose steps we do ourselves must not be left in the middle of one.
  const detach = (): void => {
    if (!isOurs(run)) {
      stop.abort();
      return;
    }
    writeNote('Ending after the step it is in.');
    requestCancel(face(), cliActor(), run.id).catch((error: unknown) => stop.abort(error));
  };
  process.once('SIGINT', detach);
  try {
    return await waitForRun(face(), cliActor(), run.id, {
      signal: stop.signal,
      onChange: (now) => progress(runLine(now)),
    });
  } finally {
    process.off('SIGINT', detach);
    endProgress();
  }
}

function isOurs(run: Run): boolean {
  return run.worker?.process.split(' ')[1] === String(process.pid);
}

function showRun(run: Run, options: Json): void {
  if (options.json) writeJson(run);
  else writeRun(run);
  if (!isFinal(run.state)) writeNote(`Still running on the host: bilge run follow ${run.id}`);
  else if (run.state !== 'succeeded') process.exitCode = 1;
}

function collectParam(text: string, all: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('must be key=value');
  return { ...all, [text.slice(0, at)]: text.slice(at + 1) };
}
