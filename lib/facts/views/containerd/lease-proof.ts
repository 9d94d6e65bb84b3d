import type { ContainerdLease } from '../../../domain/containerd-facts.ts';
import { counted } from '../../../domain/format.ts';
import type { ProofStep } from '../../../domain/storage-report.ts';
import { judgeAge } from '../ownership/birth-gate.ts';
import { isoOfSeconds } from '../ownership/instants.ts';
import { type LeaseForm, madeAt } from './lease-form.ts';
import { usesOf } from './lease-use.ts';
import { inUseAt } from './root-in-use.ts';
import type { StoreFacts } from './store-facts.ts';
import { type StoreIndex, secondsOf } from './store-index.ts';

/**
 * The five rules for a dead lease (docs/reference/containerd-on-disk.md#the-proof-that-a-lease-is-dead). `other-data-root`: all but the fourth
 * hold, or the fourth is not proven. A data root that was lost and one that is merely not mounted look the same then, and only a person can
 * tell them apart.
 */
export type Owned = Extract<LeaseForm, { kind: 'container' | 'build-record' | 'history' }>;

const marginSeconds = 2;

export interface Verdict {
  state: 'kept' | 'dead' | 'other-data-root' | 'too-young' | 'unconfirmed';
  proof: ProofStep[];
}

export function judgeLease(lease: ContainerdLease, form: Owned, facts: StoreFacts, index: StoreIndex): Verdict {
  const proof: ProofStep[] = [{ source: 'containerd leases', checked: formStep(lease, form) }];
  const ends = (state: Verdict['state'], source: string, checked: string): Verdict => ({
    state,
    proof: [...proof, { source, checked, ...(state === 'dead' ? {} : { against: true as const }) }],
  });
  const owner = ownerOf(form, facts, index);
  if (owner.state !== 'gone') return ends(owner.state, owner.source, owner.checked);
  proof.push(...owner.steps);

  const created = secondsOf(madeAt(lease));
  const age = judgeAge(facts.gate, created, 'When the lease was made could not be read.');
  if (age.state !== 'orphan' || created === null) {
    return {
      state: age.state === 'orphan' ? 'unconfirmed' : age.state,
      proof: [...proof, { ...age.step, against: true }],
    };
  }
  proof.push(age.step);

  const user = usesOf(lease, form.owner, facts.namespace, index);
  if (user !== null) return ends('kept', 'Mounts and tasks', `In use: ${user}.`);
  proof.push({ source: 'Mounts and tasks', checked: 'No mount, task or container of containerd has it.' });

  const begun = form.kind === 'container' ? index.dataRootBegun : index.buildCacheBegun;
  if (begun === null) return ends('unconfirmed', 'Data root', 'Since when this data root has been there is unknown.');
  // Two seconds stand off rounding, as at the birth gate.
  if (created <= begun + marginSeconds) {
    const what = form.kind === 'container' ? 'This data root' : 'This build cache';
    return ends(
      'other-data-root',
      'Data root',
      `${what} was begun on ${isoOfSeconds(begun)}, after the lease was made: the lease belongs to another one, which may exist still.`,
    );
  }
  const use = inUseAt(created, index.rootUse, form.kind === 'container' ? index.containersUse : index.buildsUse);
  return ends(use.isProven ? 'dead' : 'other-data-root', 'Data root', use.said);
}

type Owner = { state: 'kept' | 'unconfirmed'; source: string; checked: string } | { state: 'gone'; steps: ProofStep[] };

function ownerOf(form: Owned, facts: StoreFacts, index: StoreIndex): Owner {
  if (form.kind === 'container') return containerOf(form.owner, index);
  const { builds } = facts.details;
  const source = 'BuildKit';
  if (form.kind === 'history') {
    if (builds === null || builds.history === null)
      return {
        state: 'unconfirmed',
        source,
        checked: 'The history of builds was not found, so the build may be in it.',
      };
    if (index.history.has(form.owner)) return { state: 'kept', source, checked: 'The history has that build.' };
    return {
      state: 'gone',
      steps: [{ source, checked: `${counted(builds.history.length, 'build')} in the history; none has that id.` }],
    };
  }
  if (builds === null || builds.workers.length === 0)
    return {
      state: 'unconfirmed',
      source,
      checked: 'No records of BuildKit were found, so the build cache may be elsewhere.',
    };
  if (index.builds.has(form.owner) || facts.listedBuilds?.has(form.owner) === true)
    return { state: 'kept', source, checked: 'The build cache has that record.' };
  return {
    state: 'gone',
    steps: [{ source, checked: `${counted(index.builds.size, 'record')} in the build cache; none has that id.` }],
  };
}

/** A directory keeps, also one whose configuration does not parse and which Docker therefore does not list. */
function containerOf(id: string, index: StoreIndex): Owner {
  const { onDisk, listed } = index;
  if (onDisk.has(id)) return { state: 'kept', source: 'Containers on disk', checked: 'Its container has a directory.' };
  if (listed.has(id)) return { state: 'kept', source: 'Docker', checked: 'Docker lists its container.' };
  return { state: 'gone', steps: goneSteps(index) };
}

/** Of thousands of containers it is said in the same words. */
const said = new WeakMap<StoreIndex, ProofStep[]>();

function goneSteps(index: StoreIndex): ProofStep[] {
  const { onDisk, listed } = index;
  const steps = said.get(index) ?? [
    { source: 'Containers on disk', checked: `${counted(onDisk.size, 'container')}; none has that id.` },
    { source: 'Docker', checked: `${counted(listed.size, 'container')} known to Docker; none has that id.` },
  ];
  said.set(index, steps);
  return steps;
}

function formStep({ id }: ContainerdLease, form: Owned): string {
  if (form.kind === 'container') return `The lease ${id} has the form of a container's and holds nothing else.`;
  return form.kind === 'history'
    ? `The lease ${id} keeps a build of the history.`
    : `The lease ${id} has the form of a record of the build cache.`;
}
