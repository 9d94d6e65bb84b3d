import { z } from 'zod';
import type { Action, PlanInput } from '../domain/action.ts';
import type { Fact } from '../domain/fact.ts';
import type { GuardJudgement, PlanDraft, Refusal, Verdict } from '../domain/plan.ts';
import type { Leak } from '../domain/storage-report.ts';
import { abandonedStores } from '../facts/views/leaks/abandoned-stores.ts';
import { sizesFrom } from '../facts/views/leaks/leak.ts';
import { judgeAll, refusal, stepsOf } from './candidates.ts';
import { count, estimateOf, frame } from './frame.ts';
import { dockerCli } from './guards/docker-cli.ts';
import { judge, notKnown, pass, refuse } from './guards/guard.ts';
import { identityKnown } from './guards/identity-known.ts';
import { protectedObject } from './guards/protected-object.ts';
import { rootShell } from './guards/root-shell.ts';
import { withAmount } from './labels.ts';
import { removableStores } from './ops/remove-store.ts';

/** `sure` is the second confirmation: the name of the store again, typed after its hidden containers were shown. */
const params = z.strictObject({ store: z.string().min(1), sure: z.string().default('') });
type Params = z.output<typeof params>;

/**
 * Never garbage (docs/reference/docker-on-disk.md#the-store-of-another-driver): it holds hidden containers that return with the old driver.
 * So it needs two confirmations.
 */
const action: Action<typeof params> = {
  id: 'remove-abandoned-store',
  title: 'Delete the store of a former driver',
  about:
    'Deletes the images and hidden containers of a storage driver that Docker no longer uses. Needs two confirmations.',
  words: ['aufs', 'overlay', 'driver', 'cleanup', 'free', 'full', 'old'],
  label: (amount) => withAmount('Remove the abandoned store', amount),
  group: 'free',
  effect: () => 'frees-now',
  consequence: () => 'No way back: images and containers in it are lost.',
  scope: 'objects',
  needs: ['platform', 'engine', 'dataRoot', 'containersOnDisk'],
  params,
  onFailure: 'stop',
  plan,
};
export default action;

function plan(input: PlanInput<Params>): PlanDraft | Refusal {
  const { facts, params: asked } = input;
  // From the listing of the data root alone: what blocks the proof about layers does not block this.
  const stores = abandonedStores(facts, sizesFrom(input.measurements));
  const leak = stores.state === 'known' ? stores.value.find((each) => each.name === asked.store) : undefined;
  const guards: GuardJudgement[] = [
    ...judgeAll([rootShell, dockerCli, identityKnown], input),
    { guardId: 'store', ...judgeStore(leak, stores, asked.store) },
    judge(protectedObject, input, { kind: 'store', ids: [asked.store], labels: {}, keepLabel: null }),
  ];
  if (leak !== undefined) guards.push({ guardId: 'asked-twice', ...judgeSure(leak, asked) });
  if (guards.some(({ state }) => state !== 'pass') || leak === undefined) return refusal(action.id, guards);
  const disk = input.facts.sections.containersOnDisk;
  const hidden = disk.state === 'known' ? disk.value.filter((each) => each.config?.driver === leak.name) : [];
  return frame(action, input, {
    title: `Delete the ${leak.name} store and ${count(hidden.length, 'hidden container')}`,
    summary: `Deletes ${leak.path} and what belongs to it. ${hidden.length === 0 ? 'It has no hidden containers.' : `These containers are lost for good: ${hidden.map((each) => each.config?.name.replace(/^\//, '') ?? each.id.slice(0, 12)).join(', ')}.`} Their volumes stay.`,
    warnings: leak.proof.filter(({ source }) => source === 'Next start').map(({ checked }) => checked),
    steps: stepsOf([
      {
        target: { kind: 'store', id: leak.name, label: leak.path, owner: null },
        bytes: leak.bytes,
        op: 'remove-store',
        args: { store: leak.name, containers: hidden.map(({ id }) => id) },
        guards: [],
      },
    ]),
    skipped: [],
    guards,
    estimate: estimateOf({ freedBytes: leak.bytes, objects: 1 + hidden.length }),
    confirmation: 'host-name',
    undo: { possible: false, excuse: 'Images and containers in it are lost for good.' },
  });
}

function judgeStore(leak: Leak | undefined, stores: Fact<Leak[]>, asked: string): Verdict {
  if (stores.state === 'unknown')
    return notKnown(`The stores in the data root could not be determined (${stores.detail})`);
  if (leak === undefined) return refuse(`There is no abandoned store ${asked} on this host.`);
  if (!removableStores.some((each) => each === leak.name)) {
    return refuse(`A ${leak.name} store is more than a folder: remove its devices or datasets with their own tools.`);
  }
  return pass(leak.proof.map(({ source, checked }) => `${source}: ${checked}`).join(' '));
}

function judgeSure({ name, hides }: Leak, { sure }: Params): Verdict {
  if (sure === name) return pass('Confirmed twice.');
  const containers = hides?.containers ?? [];
  const volumes = hides?.volumes ?? [];
  return refuse(
    `It has ${count(containers.length, 'hidden container')}${containers.length === 0 ? '' : ` (${containers.join(', ')})`} with the data they wrote. Their volumes (${volumes.length}) would be kept. To delete it, plan again with sure=${name}.`,
  );
}
