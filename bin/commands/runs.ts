import { type Command, InvalidArgumentError } from 'commander';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import { migrationReportText } from '../../lib/domain/migration-report-text.ts';
import { migrationTitle } from '../../lib/domain/migration-words.ts';
import { isDoneByDashboard } from '../../lib/domain/plan.ts';
import { isFinal, type Run } from '../../lib/domain/run.ts';
import { scriptParts } from '../../lib/domain/script-parts.ts';
import { findHost } from '../../lib/usecases/hosts/hosts.ts';
import { readMigrationReport } from '../../lib/usecases/migrations/migration-report.ts';
import { readMigration } from '../../lib/usecases/migrations/migrations.ts';
import { listActions } from '../../lib/usecases/plans/actions.ts';
import { proposePlan, readPlan } from '../../lib/usecases/plans/plans.ts';
import { readAfterwards, readFates } from '../../lib/usecases/runs/afterwards.ts';
import { applyPlan, listRuns, readRun, requestCancel, undoRun, waitForRun } from '../../lib/usecases/runs/runs.ts';
import { app, cliActor } from '../presenters/application.ts';
import { offerLine } from '../presenters/offer.ts';
import {
  endProgress,
  progress,
  styled,
  writeJson,
  writeLine,
  writeNote,
  writeScript,
  writeTable,
} from '../presenters/output.ts';
import { writePlan } from '../presenters/plan.ts';
import { runLine, writeRun } from '../presenters/run.ts';

interface Json {
  json?: boolean;
}

export function runCommands(program: Command): void {
  actionsCommand(program);
  planCommand(program);
  scriptCommand(program);
  applyCommand(program);
  const run = program.command('run').description('the runs on the hosts, past and current');
  run
    .command('list')
    .option('--json', 'one JSON document')
    .action((options: Json) => {
      const runs = listRuns(app(), cliActor(), { limit: 100 });
      if (options.json) return writeJson(runs);
      const fates = readFates(app(), cliActor(), runs);
      writeTable(
        ['RUN', 'STARTED', 'STATE', 'WHAT'],
        runs.map((entry) => [
          entry.id,
          entry.startedAt,
          fates.has(entry.id) ? `${entry.state}, ${fates.get(entry.id)}` : entry.state,
          entry.isDemo ? `${entry.title} (demo)` : entry.title,
        ]),
      );
    });
  run
    .command('show')
    .argument('<run>')
    .option('--json', 'one JSON document')
    .action((id: string, options: Json) => showRun(readRun(app(), cliActor(), id), options));
  run
    .command('follow')
    .description('watches a run until it ends; Ctrl-C stops watching, not the run')
    .argument('<run>')
    .option('--json', 'one JSON document')
    .action(async (id: string, options: Json) => showRun(await watch(readRun(app(), cliActor(), id)), options));
  run
    .command('report')
    .description('of a run that moved Docker: what was compared, object by object')
    .argument('<run>')
    .option('--json', 'one JSON document')
    .action((id: string, options: Json) => {
      const report = readMigrationReport(app(), cliActor(), id);
      if (options.json) writeJson(report);
      else for (const line of migrationReportText(report).trimEnd().split('\n')) writeLine(line);
    });
  run
    .command('cancel')
    .description('cancels a run; it stops after the current step')
    .argument('<run>')
    .option('--json', 'one JSON document')
    .action(async (id: string, options: Json) => {
      const cancelled = await requestCancel(app(), cliActor(), id);
      if (options.json) writeJson(cancelled);
      else writeLine('Cancelling; the run stops after the current step.');
    });
  run
    .command('undo')
    .description('restores what the run quarantined, and waits for the end')
    .argument('<run>')
    .option('--json', 'one JSON document')
    .action(async (id: string, options: Json) => showRun(await watch(await undoRun(app(), cliActor(), id)), options));
}

function actionsCommand(program: Command): void {
  program
    .command('actions')
    .description('the actions on a host: available now, or blocked with the reason')
    .argument('<name>')
    .option('--json', 'one JSON document')
    .action((name: string, options: Json) => {
      const actions = listActions(app(), cliActor(), findHost(app(), cliActor(), name).id);
      if (options.json) return writeJson(actions);
      for (const action of actions) {
        const mark = action.available ? styled('green', 'available') : styled('dim', 'blocked  ');
        const said = action.available ? offerLine(action.offer) : action.excuse;
        writeLine(`${mark} ${action.id.padEnd(24)} ${said}`);
      }
    });
}

function planCommand(program: Command): void {
  program
    .command('plan')
    .description('plans an action from a fresh scan of the host; changes nothing')
    .argument('<name>')
    .argument('<action>')
    .option('-p, --param <key=value>', 'a parameter of the action (may be repeated)', collectParam, {})
    .option('--script', 'print only the script that would run')
    .option('--json', 'one JSON document')
    .action(
      async (name: string, action: string, options: Json & { param: Record<string, string>; script?: boolean }) => {
        const host = findHost(app(), cliActor(), name);
        const plan = await proposePlan(app(), cliActor(), host.id, action, options.param);
        if (options.script) writeScript(plan.script);
        else if (options.json) writeJson(plan);
        else {
          const migration = readMigration(app(), cliActor(), host.id);
          if (migration !== null) writeNote(`${migrationTitle(migration)}. See: bilge migration ${host.name}`);
          writePlan(plan, host.name);
        }
      },
    );
}

function scriptCommand(program: Command): void {
  program
    .command('script')
    .description('prints the script of a plan: exactly this is uploaded and run')
    .argument('<plan>')
    .option('--summary', 'only its head: host, objects, what is freed and how to undo it')
    .action((planId: string, options: { summary?: boolean }) => {
      const { script } = readPlan(app(), cliActor(), planId);
      writeScript(options.summary ? scriptParts(script).head : script);
    });
}

function applyCommand(program: Command): void {
  program
    .command('apply')
    .description('approves a plan and runs it; Ctrl-C stops watching, not the run')
    .argument('<plan>')
    .requiredOption('--confirm <name>', 'the name of the plan’s host')
    .option('--detach', 'do not wait for the end')
    .option('--json', 'one JSON document')
    .action(async (planId: string, options: Json & { confirm: string; detach?: boolean }) => {
      const plan = readPlan(app(), cliActor(), planId);
      if (isDoneByDashboard(plan) && options.detach)
        throw new InvalidInputError(
          'There is no script for this plan, so this command does the steps itself and cannot be detached. Omit --detach, or apply the plan in the dashboard.',
        );
      const started = await applyPlan(app(), cliActor(), plan.id, options.confirm);
      if (options.detach) {
        if (options.json) writeJson(started);
        else writeLine(`${started.id} runs on the host. Watch it: bilge run follow ${started.id}`);
        return;
      }
      showRun(await watch(started), options);
    });
}

async function watch(run: Run): Promise<Run> {
  const stop = new AbortController();
  // A run on the host continues without us. A run whose steps we do ourselves must not end in the middle of a step.
  const detach = (): void => {
    if (!isOurs(run)) {
      stop.abort();
      return;
    }
    writeNote('Stopping after the current step.');
    requestCancel(app(), cliActor(), run.id).catch((error: unknown) => stop.abort(error));
  };
  process.once('SIGINT', detach);
  try {
    return await waitForRun(app(), cliActor(), run.id, {
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
  else writeRun(run, readAfterwards(app(), cliActor(), run));
  if (!isFinal(run.state)) writeNote(`Still running on the host: bilge run follow ${run.id}`);
  else if (run.state !== 'succeeded') process.exitCode = 1;
}

function collectParam(text: string, all: Record<string, string>): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('must be key=value');
  return { ...all, [text.slice(0, at)]: text.slice(at + 1) };
}
