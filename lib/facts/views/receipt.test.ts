import { describe, expect, it } from 'vitest';
import { registry } from '../../actions/ops/registry.generated.ts';
import type { ContainerSummary, ImageSummary, VolumeSummary } from '../../domain/engine-facts.ts';
import { known, unknown } from '../../domain/fact.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { PlannedStep } from '../../domain/plan.ts';
import type { Untouched } from '../../domain/receipt.ts';
import type { RunStep } from '../../domain/run.ts';
import type { LedgerRow } from '../../domain/storage-report.ts';
import { receiptOf, untouchedBy as untouchedOf } from './receipt.ts';

const declared = new Set(registry.flatMap(({ id, isOfWholeFilesystem }) => (isOfWholeFilesystem ? [id] : [])));
type Asked = Parameters<typeof untouchedOf>;
const untouchedBy = (draft: Asked[0], found: Asked[1], ledger: Asked[2]) =>
  untouchedOf(draft, found, ledger, ({ op }) => declared.has(op));

type Sections = Partial<HostFacts['sections']>;

const image = (id: string, repoTags = [`${id}:latest`]) => ({ id, repoTags }) as ImageSummary;
const container = (id: string, state = 'running') =>
  ({ id, names: [`/${id}`], imageId: 'i', state, mounts: [] }) as unknown as ContainerSummary;
const volume = (name: string) => ({ name, driver: 'local', mountpoint: `/v/${name}`, createdAt: 't' }) as VolumeSummary;
const filesystems = known([{ id: 'f', roles: ['data-root'] }]) as HostFacts['sections']['filesystems'];

const facts = (change: Sections = {}) => ({
  collectedAt: 't',
  sections: {
    images: known([image('a'), image('b')]),
    containers: known([container('web'), container('db')]),
    volumes: known([volume('photos')]),
    filesystems,
    ...change,
  } as HostFacts['sections'],
});
const planned = (kind: PlannedStep['target']['kind'], id: string, op = 'x') =>
  ({ number: 1, op, target: { kind, id } }) as PlannedStep;
const row = (bytes: LedgerRow['bytes'], filesystem = 'f') => ({ row: 'not-docker', filesystem, bytes }) as LedgerRow;
const nothing: Untouched = { images: known(0), containers: known(0), volumes: known(0), notDocker: known(2700) };

function receipt(after: Sections, steps: PlannedStep[] = [], state: RunStep['state'] = 'done') {
  return receiptOf({
    plan: { untouched: nothing, steps },
    run: { steps: steps.map(({ number, target }) => ({ number, target, state }) as RunStep) },
    before: facts(),
    after: { ...facts(after), collectedAt: 'later' },
  });
}

describe('the receipt of a run', () => {
  it('counts what is as it was, kind by kind', () => {
    expect(receipt({})).toEqual({
      before: 't',
      after: 'later',
      images: known({ unchanged: 2, byRun: 0, meanwhile: [] }),
      containers: known({ unchanged: 2, byRun: 0, meanwhile: [] }),
      volumes: known({ unchanged: 1, byRun: 0, meanwhile: [] }),
      notDocker: known(2700),
    });
  });

  it('says what someone else did meanwhile', () => {
    const after = [container('db', 'exited'), container('new')];
    expect(receipt({ containers: known(after) }).containers).toEqual(
      known({
        unchanged: 0,
        byRun: 0,
        meanwhile: [
          { difference: 'added', count: 1, names: ['new'] },
          { difference: 'removed', count: 1, names: ['web'] },
          { difference: 'stopped', count: 1, names: ['db'] },
        ],
      }),
    );
  });

  it.each([
    ['an image that lost its name', { images: known([image('a', []), image('b')]) }, 'images'],
    [
      'a volume made anew under the same name',
      { volumes: known([{ ...volume('photos'), createdAt: 'u' }]) },
      'volumes',
    ],
    ['a container that hangs', { containers: known([container('web', 'paused'), container('db')]) }, 'containers'],
  ] as const)('does not call %s unchanged', (_, after, kind) => {
    const fact = receipt(after as Sections)[kind];
    expect(fact.state === 'known' ? fact.value.meanwhile : null).toMatchObject([{ difference: 'changed', count: 1 }]);
  });

  it('tells what the run removed from what someone else removed', () => {
    const after = { images: known([image('a')]) };
    expect(receipt(after, [planned('image', 'b')]).images).toEqual(known({ unchanged: 1, byRun: 1, meanwhile: [] }));
    // The run found it gone already, so it was not this run.
    const late = receipt(after, [planned('image', 'b')], 'already-done').images;
    expect(late).toMatchObject({ value: { byRun: 0, meanwhile: [{ difference: 'removed', names: ['b:latest'] }] } });
  });

  it.each(['before', 'after'] as const)('is unknown where Docker was not asked %s the run', (side) => {
    const unread = facts({ volumes: unknown('timed-out', 'no answer') });
    const other = facts();
    const made = receiptOf({
      plan: { untouched: nothing, steps: [] },
      run: { steps: [] },
      before: side === 'before' ? unread : other,
      after: side === 'after' ? unread : other,
    });
    expect(made.volumes).toMatchObject({ state: 'unknown', reason: 'timed-out' });
    expect(made.images.state).toBe('known');
  });

  it('names only a few of many', () => {
    const many = Array.from({ length: 40 }, (_, n) => volume(`v${n}`));
    const { volumes } = receipt({ volumes: known([volume('photos'), ...many]) });
    expect(volumes).toMatchObject({ value: { meanwhile: [{ count: 40, names: { length: 5 } }] } });
  });
});

describe('what a plan leaves as it is', () => {
  const ledger = known([row(known(999), 'other'), row(known(2700))]);

  it('leaves out what its steps are about', () => {
    const draft = { steps: [planned('image', 'a'), planned('layer', 'web')] };
    expect(untouchedBy(draft, facts(), ledger)).toEqual({
      images: known(1),
      containers: known(2),
      volumes: known(1),
      notDocker: known(2700),
    });
  });

  it('does not claim that a balance or a scrub never touches the rest of the disk', () => {
    for (const op of ['balance-data', 'scrub'])
      expect(untouchedBy({ steps: [planned('data-root', 'd', op)] }, facts(), ledger).notDocker).toBeNull();
  });

  it('keeps unknown unknown, and says nothing where nothing else is on the disk', () => {
    const unread = unknown('not-collected', 'no sizes');
    const of = (bytes: LedgerRow['bytes']) => untouchedBy({ steps: [] }, facts(), known([row(bytes)])).notDocker;
    expect(of(unread)).toBe(unread);
    expect(of(known(0))).toBeNull();
    expect(untouchedBy({ steps: [] }, facts({ images: unread }), unread)).toMatchObject({
      images: unread,
      notDocker: unread,
    });
  });
});
