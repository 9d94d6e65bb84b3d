import { Argument, type Command } from 'commander';
import { formatBytes } from '../../lib/domain/bytes.ts';
import { InvalidInputError } from '../../lib/domain/errors.ts';
import { findHost } from '../../lib/usecases/hosts/hosts.ts';
import { proposePlan } from '../../lib/usecases/plans/plans.ts';
import { protect, unprotect } from '../../lib/usecases/protections/protections.ts';
import { listQuarantine } from '../../lib/usecases/quarantine/quarantine.ts';
import { applyPlan, waitForRun } from '../../lib/usecases/runs/runs.ts';
import { scanHost } from '../../lib/usecases/scans/scan-host.ts';
import { cliActor, face } from '../faces/application.ts';
import { endProgress, progress, writeJson, writeLine, writeNote, writeTable } from '../faces/output.ts';
import { runLine, writeRun } from '../faces/run.ts';

type What = 'list' | 'restore' | 'purge';

export function quarantineCommands(program: Command): void {
  program
    .command('quarantine')
    .description('what is set aside on a host and until when; put it back, or free it now')
    .argument('<name>')
    .addArgument(new Argument('<what>').choices(['list', 'restore', 'purge']))
    .argument('[entry...]', 'entries as `list` shows them, or: all')
    .option('--confirm <name>', 'for purge: the name of the host')
    .option('--json', 'one JSON document')
    .action(async (name: string, what: What, entries: string[], options: { confirm?: string; json?: boolean }) => {
      const host = findHost(face(), cliActor(), name);
      if (what === 'list') return list(host.id, options);
      if (entries.length === 0) throw new InvalidInputError(`Say which entries to ${what}, or: all.`);
      if (what === 'purge' && options.confirm !== host.name)
        throw new InvalidInputError(`Purging cannot be undone; confirm it with --confirm ${host.name}.`);
      const plan = await proposePlan(face(), cliActor(), host.id, `${what}-quarantine`, { entries: entries.join(',') });
      const started = await applyPlan(face(), cliActor(), plan.id, host.name);
      const run = await waitForRun(face(), cliActor(), started.id, { onChange: (now) => progress(runLine(now)) });
      endProgress();
      if (options.json) writeJson(run);
      else writeRun(run);
      if (run.state !== 'succeeded') process.exitCode = 1;
    });
  for (const [word, change] of [
    ['protect', protect],
    ['unprotect', unprotect],
  ] as const) {
    program
      .command(word)
      .description(
        word === 'protect' ? 'spares an object from every cleanup, whatever its labels' : 'lifts the protection again',
      )
      .argument('<name>')
      .argument('<object>', 'a volume, container or image by name, or kind:id')
      .option('--json', 'one JSON document')
      .action(async (name: string, object: string, options: { json?: boolean }) => {
        const target = await change(face(), cliActor(), findHost(face(), cliActor(), name).id, object);
        if (options.json) writeJson(target);
        else writeLine(`${target.kind} ${target.id} is ${word === 'protect' ? 'protected' : 'no longer protected'}.`);
      });
  }
}

async function list(hostId: string, options: { json?: boolean }): Promise<void> {
  await scanHost(face(), cliActor(), hostId);
  const listed = listQuarantine(face(), cliActor(), hostId);
  if (listed.state === 'unknown') throw new InvalidInputError(`What is set aside is not known: ${listed.detail}`);
  if (options.json) return writeJson(listed.value);
  if (listed.value.length === 0) return writeLine('Nothing is set aside.');
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
