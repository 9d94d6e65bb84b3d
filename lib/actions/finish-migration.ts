import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import { known, unknown } from '../domain/fact.ts';
import { keptDataOf } from '../domain/migration.ts';
import type { PlanDraft, Refusal } from '../domain/plan.ts';
import { currentMigration } from '../facts/views/migration/setup.ts';
import { judgeAll, refusal, stepsOf } from './candidates.ts';
import { estimateOf, frame } from './frame.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { identityKnown } from './guards/identity-known.ts';
import { keptDataDeletable, migrationRecorded } from './guards/migration-guards.ts';
import { rootShell } from './guards/root-shell.ts';
import { withAmount } from './labels.ts';

const params = z.strictObject({});

/** The end of the way back: deletes the data root that Docker no longer uses. */
const action: Action<typeof params> = {
  id: 'finish-migration',
  title: 'Finish the move of Docker',
  about:
    'Deletes what the move of Docker keeps: the old data root, or after going back the copy. There is no way back afterwards.',
  words: ['migration', 'migrate', 'old data root', 'finish', 'free'],
  label: (amount) => withAmount('Finish the move', amount),
  group: 'free',
  effect: () => 'frees-now',
  consequence: () => 'No way back: the data root that Docker no longer uses is deleted for good.',
  scope: 'objects',
  needs: ['platform', 'engine', 'migrations'],
  params,
  onFailure: 'stop',
  plan,
};
export default action;

function plan(input: PlanInput<z.output<typeof params>>): PlanDraft | Refusal {
  const guards = judgeAll([rootShell, dockerCli, identityKnown, migrationRecorded], input);
  if (guards.every(({ state }) => state === 'pass')) guards.push(...judgeAll([keptDataDeletable], input));
  const migration = currentMigration(input.facts);
  const kept = migration === null ? null : keptDataOf(migration);
  if (guards.some(({ state }) => state !== 'pass') || migration === null || kept === null)
    return refusal(action.id, guards);
  const side = kept.what === 'old-data-root' ? migration.from : migration.to;
  const image = kept.what === 'copy' ? migration.image : null;
  const bytes = kept.bytes === null ? unknown('not-collected', 'Its size was not measured.') : known(kept.bytes);
  return frame(action, input, {
    title:
      kept.what === 'old-data-root'
        ? `Finish the move: delete the old data root ${kept.path}`
        : `Delete the ${image === null ? `copy ${kept.path}` : `image ${image.path}`} that Docker no longer uses`,
    summary: `Docker runs from ${kept.inUse}. Deletes ${image?.path ?? kept.path} and everything in it for good.${side.isMountPoint && image === null ? ' A disk that is mounted there stays mounted and is empty then; an image that Bilge made there is deleted too.' : ''}`,
    warnings:
      kept.what === 'old-data-root'
        ? ['After this there is no way back to the old data root. Check that everything works first.']
        : ['What was written while Docker ran on this copy is lost for good.'],
    steps: stepsOf([
      {
        target: { kind: 'store', id: kept.path, label: kept.path, owner: null },
        bytes,
        op: 'delete-kept-data',
        args: { record: migration.record, path: kept.path, inode: side.inode, inUse: kept.inUse },
        guards: [],
      },
    ]),
    skipped: [],
    guards,
    estimate: estimateOf({
      freedBytes: bytes,
      objects: 1,
      how: image === null ? 'as measured before it was copied' : 'the size of the image',
    }),
    confirmation: 'host-name',
    undo: { possible: false, excuse: 'What is deleted is gone; Docker has its own copy at the other place.' },
  });
}
