import { filesystemOfDataRoot } from '../../domain/data-root-filesystem.ts';
import type { ContainerSummary, ImageSummary, VolumeSummary } from '../../domain/engine-facts.ts';
import { type Fact, known, mapFact, unknown } from '../../domain/fact.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { Plan, PlanDraft } from '../../domain/plan.ts';
import {
  type Difference,
  differences,
  type KindReceipt,
  type RunReceipt,
  type Untouched,
} from '../../domain/receipt.ts';
import type { Run } from '../../domain/run.ts';
import type { StorageReport } from '../../domain/storage-report.ts';
import { containerName } from './rows/volume-use.ts';

/** a list of hundreds says no more than its count */
const mostNames = 5;

type Steps = readonly { op: string; target: { kind: string; id: string } }[];

/** Counted while planning, from the same facts that the plan is made from. `isOfWholeFilesystem` is the word of a step's op. */
export function untouchedBy(
  { steps }: Pick<PlanDraft, 'steps'>,
  facts: Pick<HostFacts, 'sections'>,
  ledger: StorageReport['ledger'],
  isOfWholeFilesystem: (step: { op: string }) => boolean,
): Untouched {
  const { images, containers, volumes } = facts.sections;
  const count = <T>(fact: Fact<T[]>, kind: string, idOf: (object: T) => string): Fact<number> => {
    const targets = targetsOf(steps, kind);
    return mapFact(fact, (objects) => objects.filter((object) => !targets.has(idOf(object))).length);
  };
  return {
    images: count(images, 'image', ({ id }) => id),
    containers: count(containers, 'container', ({ id }) => id),
    volumes: count(volumes, 'volume', ({ name }) => name),
    notDocker: steps.some(isOfWholeFilesystem) ? null : notDockerOf(facts, ledger),
  };
}

function notDockerOf(
  { sections: { filesystems } }: Pick<HostFacts, 'sections'>,
  ledger: StorageReport['ledger'],
): Untouched['notDocker'] {
  if (filesystems.state === 'unknown') return filesystems;
  if (ledger.state === 'unknown') return ledger;
  const home = filesystemOfDataRoot(filesystems.value);
  const row = ledger.value.find((each) => each.row === 'not-docker' && each.filesystem === home?.id);
  if (row === undefined) return unknown('not-collected', 'The ledger has no row for it.');
  return row.bytes.state === 'known' && row.bytes.value <= 0 ? null : row.bytes;
}

interface Compared {
  plan: Pick<Plan, 'untouched' | 'steps'>;
  run: Pick<Run, 'steps'>;
  before: Pick<HostFacts, 'sections' | 'collectedAt'>;
  after: Pick<HostFacts, 'sections' | 'collectedAt'>;
}

/**
 * What a run left as it was: the lists of Docker before and after it, object by object. It says what Docker lists, not what is
 * written inside a volume. Whatever differs and was no step of this run was someone else, and is said.
 */
export function receiptOf({ plan, run, before, after }: Compared): RunReceipt {
  const done = new Set(run.steps.filter(({ state }) => state === 'done').map(({ number }) => number));
  const steps = plan.steps.filter(({ number }) => done.has(number));
  const [then, now] = [before.sections, after.sections];
  return {
    before: before.collectedAt,
    after: after.collectedAt,
    images: compare(then.images, now.images, { kind: 'image', steps, ...imageWords }),
    containers: compare(then.containers, now.containers, { kind: 'container', steps, ...containerWords }),
    volumes: compare(then.volumes, now.volumes, { kind: 'volume', steps, ...volumeWords }),
    notDocker: plan.untouched === null ? null : plan.untouched.notDocker,
  };
}

interface Comparison<T> {
  kind: string;
  steps: Steps;
  idOf(object: T): string;
  nameOf(object: T): string;
  differenceOf(before: T, after: T): Difference | null;
}

function compare<T>(before: Fact<T[]>, after: Fact<T[]>, comparison: Comparison<T>): Fact<KindReceipt> {
  if (before.state === 'unknown')
    return unknown(before.reason, `Before the run they were not listed: ${before.detail}`);
  if (after.state === 'unknown') return unknown(after.reason, `After the run they were not listed: ${after.detail}`);
  const { idOf, nameOf, differenceOf } = comparison;
  const targets = targetsOf(comparison.steps, comparison.kind);
  const left = new Map(after.value.map((object) => [idOf(object), object]));
  const found = new Map<Difference, string[]>();
  const note = (difference: Difference, object: T): void => {
    const names = found.get(difference);
    if (names === undefined) found.set(difference, [nameOf(object)]);
    else names.push(nameOf(object));
  };
  let unchanged = 0;
  let byRun = 0;
  for (const object of before.value) {
    const same = left.get(idOf(object));
    left.delete(idOf(object));
    const isTarget = targets.has(idOf(object));
    const difference = same === undefined ? 'removed' : differenceOf(object, same);
    if (difference === null) unchanged += 1;
    // What a run did to its own objects its steps say. A restart of a container, for one, may show as "started".
    else if (isTarget) byRun += difference === 'removed' ? 1 : 0;
    else note(difference, object);
  }
  for (const object of left.values()) note('added', object);
  const meanwhile = differences.flatMap((difference) => {
    const names = found.get(difference) ?? [];
    return names.length === 0 ? [] : [{ difference, count: names.length, names: names.slice(0, mostNames) }];
  });
  return known({ unchanged, byRun, meanwhile });
}

function targetsOf(steps: Steps, kind: string): ReadonlySet<string> {
  return new Set(steps.filter(({ target }) => target.kind === kind).map(({ target }) => target.id));
}

const imageWords: Pick<Comparison<ImageSummary>, 'idOf' | 'nameOf' | 'differenceOf'> = {
  idOf: ({ id }) => id,
  nameOf: ({ id, repoTags }) => repoTags[0] ?? id.replace('sha256:', '').slice(0, 12),
  differenceOf: (before, after) => (sameList(before.repoTags, after.repoTags) ? null : 'changed'),
};

const containerWords: Pick<Comparison<ContainerSummary>, 'idOf' | 'nameOf' | 'differenceOf'> = {
  idOf: ({ id }) => id,
  nameOf: containerName,
  differenceOf: (before, after) => {
    const [ran, runs] = [isUp(before), isUp(after)];
    if (ran !== runs) return runs ? 'started' : 'stopped';
    const isSame = before.imageId === after.imageId && before.state === after.state && sameMounts(before, after);
    return isSame ? null : 'changed';
  },
};

const volumeWords: Pick<Comparison<VolumeSummary>, 'idOf' | 'nameOf' | 'differenceOf'> = {
  idOf: ({ name }) => name,
  nameOf: ({ name }) => name,
  differenceOf: (before, after) =>
    before.driver === after.driver && before.mountpoint === after.mountpoint && before.createdAt === after.createdAt
      ? null
      : 'changed',
};

function isUp({ state }: ContainerSummary): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}

function sameMounts(before: ContainerSummary, after: ContainerSummary): boolean {
  const text = ({ mounts }: ContainerSummary) => mounts.map(({ source, destination }) => `${source}\0${destination}`);
  return sameList(text(before), text(after));
}

function sameList(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join('\n') === other.toSorted().join('\n');
}
