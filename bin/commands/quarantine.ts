import { Argument, type Command } from 'commander';
import { formatBytes } from '../../lib/domain/bytes.ts';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import { confirmsName } from '../../lib/domain/host-names.ts';
import { findHost } from '../../lib/usecases/hosts/hosts.ts';
import { proposePlan } from '../../lib/usecases/plans/plans.ts';
import { protect, unprotect } from '../../lib/usecases/protections/protections.ts';
import { listQuarantine } from '../../lib/usecases/quarantine/quarantine.ts';
import { readAfterwards } from '../../lib/usecases/runs/afterwards.ts';
import { applyPlan, waitForRun } from '../../lib/usecases/runs/runs.ts';
import { scanHost } from '../../lib/usecases/scans/scan-host.ts';
import { app, cliActor } from '../presenters/application.ts';
import { endProgress, progress, writeJson, writeLine, writeNote, writeTable } from '../presenters/output.ts';
import { runLine, writeRun } from '../presenters/run.ts';

type What = 'list' | 'restore' | 'purge';

export function quarantineCommands(program: Command): void {
  program
    .command('quarantine')
    .description('the quarantine of a host: list its entries, restore them, or delete them now')
    .argument('<name>')
    .addArgument(new Argument('<what>').choices(['list', 'restore', 'purge']))
    .argument('[entry...]', 'entries as `list` shows them, or: all')
    .option('--confirm <name>', 'for purge: the name of the host')
    .option('--json', 'one JSON document')
    .action(async (name: string, what: What, entries: string[], options: { confirm?: string; json?: boolean }) => {
      const host = findHost(app(), cliActor(), name);
      if (what === 'list') return list(host.id, options);
      if (entries.length === 0) throw new InvalidInputError(`Name the entries to ${what}, or: all.`);
      if (what === 'purge' && !confirmsName(options.confirm ?? '', host.name))
        throw new InvalidInputError(`Purging cannot be undone; confirm it with --confirm ${host.name}.`);
      const plan = await proposePlan(app(), cliActor(), host.id, `${what}-quarantine`, { entries: entries.join(',') });
      const started = await applyPlan(app(), cliActor(), plan.id, host.name);
      const run = await waitForRun(app(), cliActor(), started.id, { onChange: (now) => progress(runLine(now)) });
      endProgress();
      if (options.json) writeJson(run);
      else writeRun(run, readAfterwards(app(), cliActor(), run));
      if (run.state !== 'succeeded') process.exitCode = 1;
    });
  for (const [word, change] of [
    ['protect', protect],
    ['unprotect', unprotect],
  ] as const) {
    program
      .command(word)
      .description(
        word === 'protect' ? 'protects an object from every cleanup, whatever its labels' : 'removes the protection',
      )
      .argument('<name>')
      .argument('<object>', 'a volume, container or image by name, or kind:id')
      .option('--json', 'one JSON document')
      .action(async (name: string, object: string, options: { json?: boolean }) => {
        const target = await change(app(), cliActor(), findHost(app(), cliActor(), name).id, object);
        if (options.json) writeJson(target);
        else writeLine(`${target.kind} ${target.id} is ${word === 'protect' ? 'protected' : 'no longer protected'}.`);
      });
  }
}

async function list(hostId: string, options: { json?: boolean }): Promise<void> {
  await scanHost(app(), cliActor(), hostId);
  const listed = listQuarantine(app(), cliActor(), hostId);
  if (listed.state === 'unknown') throw new InvalidInputError(`The quarantine is unknown: ${listed.detail}`);
  if (options.json) return writeJson(listed.value);
  if (listed.value.length === 0) return writeLine('The quarantine is empty.');
  writeTable(
    ['ENTRY', 'SIZE', 'PURGED ON', 'WAS'],
    listed.value.map((entry) => [
      entry.entry,
      entry.bytes.state === 'known' ? formatBytes(entry.bytes.value) : '?',
      entry.overdue ? `${entry.purgeAt} (overdue)` : (entry.purgeAt ?? 'no date'),
      entry.originalName,
    ]),
  );
  for (const excuse of new Set(listed.value.flatMap(({ overdue }) => overdue ?? []))) writeNote(`Overdue: ${excuse}`);
}
