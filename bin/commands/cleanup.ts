import { type Command, Option } from 'commander';
import { type BatchKind, batchKindOf, batchKinds, isWorking, type ShownBatch } from '../../lib/domain/batch.ts';
import { formatBytes } from '../../lib/domain/bytes.ts';
import { counted } from '../../lib/domain/format.ts';
import { listBatches, listUnreadableBatches, readBatch, waitForBatch } from '../../lib/usecases/batches/batches.ts';
import { createBatch } from '../../lib/usecases/batches/plan-batch.ts';
import { cancelBatch, startBatch } from '../../lib/usecases/batches/run-batch.ts';
import { app, cliActor } from '../presenters/application.ts';
import { endProgress, progress, writeJson, writeLine, writeNote, writeTable } from '../presenters/output.ts';

interface Json {
  json?: boolean;
}

export function cleanupCommands(program: Command): void {
  const cleanup = program.command('cleanup').description('the same cleanup on several hosts, one after the other');
  cleanup
    .command('plan')
    .description('plans it on each host from a fresh scan; changes nothing')
    .argument('<host...>')
    .addOption(
      new Option('--kind <kind>', batchKinds.map((kind) => `${kind}: ${batchKindOf[kind].title}`).join('; '))
        .choices(batchKinds)
        .default('quarantine-leaked'),
    )
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExit 1 where nothing can be done on any of the hosts.')
    .action(async (hosts: string[], options: Json & { kind: BatchKind }) => {
      const { id } = await createBatch(app(), cliActor(), { hosts, kind: options.kind });
      show(await watched(id), options);
    });
  cleanup
    .command('start')
    .description('approves the plans and runs them; stops at the first surprise. Ctrl-C stops after the current host')
    .argument('<cleanup>')
    .requiredOption('--confirm <name...>', 'the name of each host that is planned')
    .option('--json', 'one JSON document')
    .addHelpText('after', '\nExit 1 where it did not end on every planned host.')
    .action(async (id: string, options: Json & { confirm: string[] }) => {
      await startBatch(app(), cliActor(), id, options.confirm);
      const stop = (): void => {
        writeNote('Stopping after the current host.');
        void cancelBatch(app(), cliActor(), id).catch(() => {});
      };
      process.once('SIGINT', stop);
      try {
        show(await watched(id), options);
      } finally {
        process.off('SIGINT', stop);
      }
    });
  cleanup
    .command('show')
    .argument('<cleanup>')
    .option('--json', 'one JSON document')
    .action((id: string, options: Json) => show(readBatch(app(), cliActor(), id), options));
  cleanup
    .command('list')
    .option('--json', 'one JSON document')
    .action((options: Json) => {
      const batches = listBatches(app(), cliActor());
      for (const { said } of listUnreadableBatches(app(), cliActor())) writeNote(said);
      if (options.json) return writeJson(batches);
      writeTable(
        ['CLEANUP', 'PLANNED', 'STATE', 'WHAT', 'HOSTS'],
        batches.map(({ id, createdAt, state, kind, items }) => [
          id,
          createdAt,
          state,
          batchKindOf[kind].title,
          items.map(({ hostName }) => hostName).join(', '),
        ]),
      );
    });
  cleanup
    .command('cancel')
    .description('stops it before the next host; withdraws it where it has not begun')
    .argument('<cleanup>')
    .option('--json', 'one JSON document')
    .action(async (id: string, options: Json) => {
      await cancelBatch(app(), cliActor(), id);
      const batch = readBatch(app(), cliActor(), id);
      if (options.json) writeJson(batch);
      else writeLine(isWorking(batch) ? 'Stopping before the next host.' : 'Withdrawn.');
    });
}

async function watched(id: string): Promise<ShownBatch> {
  const batch = await waitForBatch(app(), cliActor(), id, ({ items }) => {
    const ended = items.filter(({ state }) => state !== 'waiting' && state !== 'running').length;
    progress(`${ended}/${counted(items.length, 'host')}`);
  });
  endProgress();
  return batch;
}

function show(batch: ShownBatch, options: Json): void {
  if (batch.state === 'stopped' || batch.state === 'interrupted') process.exitCode = 1;
  if (options.json) writeJson(batch);
  else write(batch);
}

function write(batch: ShownBatch): void {
  writeLine(`${batchKindOf[batch.kind].title}: ${batch.state}`);
  if (batch.said) writeLine(batch.said);
  writeTable(
    ['HOST', 'STATE', 'SIZE', 'FREED', 'WHAT'],
    batch.items.map(({ hostName, state, plan, run, said }) => [
      hostName,
      state,
      plan?.bytes.state === 'known' ? formatBytes(plan.bytes.value) : '?',
      run?.freedBytes.state === 'known' ? formatBytes(run.freedBytes.value) : '-',
      said ??
        (run
          ? `${plan?.title ?? ''}: bilge run show ${run.id}`
          : `${plan?.title ?? ''}: bilge script ${plan?.id} --summary`),
    ]),
  );
  if (batch.state !== 'proposed') return;
  const names = batch.items.filter(({ state }) => state === 'planned').map(({ hostName }) => hostName);
  const last = batch.items.flatMap(({ plan }) => plan?.expiresAt ?? []).sort()[0];
  writeLine(`Start before ${last}: bilge cleanup start ${batch.id} --confirm ${names.join(' ')}`);
}
