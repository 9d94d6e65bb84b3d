import type { ContainerdLease } from '../../../domain/containerd-facts.ts';
import { counted } from '../../../domain/format.ts';
import type { ProofStep } from '../../../domain/storage-report.ts';
import { judgeAge } from '../ownership/birth-gate.ts';
import { isoOfSeconds } from '../ownership/instants.ts';
import type { LeaseForm } from './lease-form.ts';
import { usesOf } from './lease-use.ts';
import type { StoreFacts } from './store-facts.ts';

/**
 * The five rules for a dead lease (docs/reference/containerd-on-disk.md#the-proof-that-a-lease-is-dead). `other-data-root`: all but the fourth
 * hold. A data root that was lost and one that is merely not mounted look the same then, and only a person can tell them apart.
 */
export type Owned = Extract<LeaseForm, { kind: 'container' | 'build-record' | 'history' }>;

const marginSeconds = 2;

export interface Verdict {
  state: 'kept' | 'dead' | 'other-data-root' | 'too-young' | 'unconfirmed';
  proof: ProofStep[];
}

export function judgeLease(lease: ContainerdLease, form: Owned, facts: StoreFacts): Verdict {
  const proof: ProofStep[] = [{ source: 'containerd leases', checked: formStep(lease, form) }];
  const ends = (state: Verdict['state'], source: string, checked: string): Verdict => ({
    state,
    proof: [...proof, { source, checked, ...(state === 'dead' ? {} : { against: true as const }) }],
  });
  const owner = ownerOf(form, facts);
  if (owner.state !== 'gone') return ends(owner.state, owner.source, owner.checked);
  proof.push(...owner.steps);

  const created = secondsOf(lease.createdAt);
  const age = judgeAge(facts.gate, created, 'When the lease was made could not be read.');
  if (age.state !== 'orphan' || created === null) {
    return {
      state: age.state === 'orphan' ? 'unconfirmed' : age.state,
      proof: [...proof, { ...age.step, against: true }],
    };
  }
  proof.push(age.step);

  const use = usesOf(lease, form.owner, facts);
  if (use !== null) return ends('kept', 'Mounts and tasks', `In use: ${use}.`);
  proof.push({ source: 'Mounts and tasks', checked: 'No mount, task or container of containerd has it.' });

  const begun = form.kind === 'container' ? dataRootBegun(facts) : buildCacheBegun(facts);
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
  return ends('dead', 'Data root', `It was there when the lease was made: since ${isoOfSeconds(begun)}.`);
}

type Owner = { state: 'kept' | 'unconfirmed'; source: string; checked: string } | { state: 'gone'; steps: ProofStep[] };

function ownerOf(form: Owned, facts: StoreFacts): Owner {
  if (form.kind === 'container') return containerOf(form.owner, facts);
  const { builds } = facts.details;
  const source = 'BuildKit';
  if (form.kind === 'history') {
    if (builds === null || builds.history === null)
      return {
        state: 'unconfirmed',
        source,
        checked: 'The history of builds was not found, so the build may be in it.',
      };
    if (builds.history.includes(form.owner)) return { state: 'kept', source, checked: 'The history has that build.' };
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
  const count = builds.workers.reduce((sum, { records }) => sum + records.length, 0);
  const isThere = builds.workers.some(({ records }) => records.some(({ id }) => id === form.owner));
  if (isThere || facts.listedBuilds?.has(form.owner) === true)
    return { state: 'kept', source, checked: 'The build cache has that record.' };
  return {
    state: 'gone',
    steps: [{ source, checked: `${counted(count, 'record')} in the build cache; none has that id.` }],
  };
}

/** A directory keeps, also one whose configuration does not parse and which Docker therefore does not list. */
function containerOf(id: string, { onDisk, listed }: StoreFacts): Owner {
  if (onDisk.some((each) => each.id === id))
    return { state: 'kept', source: 'Containers on disk', checked: 'Its container has a directory.' };
  if (listed.some((each) => each.id === id))
    return { state: 'kept', source: 'Docker', checked: 'Docker lists its container.' };
  return {
    state: 'gone',
    steps: [
      { source: 'Containers on disk', checked: `${counted(onDisk.length, 'container')}; none has that id.` },
      { source: 'Docker', checked: `${counted(listed.length, 'container')} known to Docker; none has that id.` },
    ],
  };
}

function formStep({ id }: ContainerdLease, form: Owned): string {
  if (form.kind === 'container') return `The lease ${id} has the form of a container's and holds nothing else.`;
  return form.kind === 'history'
    ? `The lease ${id} keeps a build of the history.`
    : `The lease ${id} has the form of a record of the build cache.`;
}

/**
 * The oldest that shows this data root in use. The modification time of `engine-id`, not its birth: a copy keeps it. The age of the
 * directory itself says nothing, since a mount brings its own.
 */
function dataRootBegun({ dataRoot, onDisk, details }: StoreFacts): number | null {
  const engineId = dataRoot.engineIdModifiedSeconds ?? null;
  if (engineId === null) return null;
  const containers = onDisk.map(({ config }) => secondsOf(config?.createdAt ?? null));
  return earliest([engineId, ...containers, ...recordTimes(details.builds)]);
}

/** After its folder was deleted BuildKit begins a new one: older leases are another cache's. */
function buildCacheBegun({ details: { builds } }: StoreFacts): number | null {
  const workers = builds?.workers.map(({ workerIdModifiedSeconds }) => workerIdModifiedSeconds) ?? [];
  return earliest([...workers, ...recordTimes(builds)]);
}

function recordTimes(builds: StoreFacts['details']['builds']): (number | null)[] {
  return builds?.workers.flatMap(({ records }) => records.map(({ createdAt }) => secondsOf(createdAt))) ?? [];
}

function earliest(times: readonly (number | null)[]): number | null {
  let first: number | null = null;
  for (const time of times) if (time !== null && time > 0 && (first === null || time < first)) first = time;
  return first;
}

export function secondsOf(iso: string | null): number | null {
  const milliseconds = iso === null ? Number.NaN : Date.parse(iso);
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}
