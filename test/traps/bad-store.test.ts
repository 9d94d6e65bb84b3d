import { describe, expect, it } from 'vitest';
import { planOn, platform, refusedBy } from '../../lib/actions/testing/plan-on.ts';
import { type Fact, known } from '../../lib/domain/fact.ts';
import type { FactSections, HostFacts } from '../../lib/domain/host-facts.ts';
import { isRefusal } from '../../lib/domain/plan.ts';
import type { FramedSection } from '../../lib/facts/frame.ts';
import type { Parts } from '../../lib/facts/parsers/records.ts';
import { capturedFrame, factsOf } from '../../lib/facts/testing/captured-scan.ts';
import { buildStorageReport } from '../../lib/facts/views/storage-report.ts';
import { changed } from '../../lib/facts/views/testing/changed.ts';
import { ContainerdHost } from '../../lib/facts/views/testing/containerd-host.ts';

/**
 * What bad input gets of a host with containerd's store: the reason, and no offer. The bytes are those of a real host (26.1.5, containerd
 * 1.7.24), with one thing wrong in them.
 */
const frame = capturedFrame('containerd');
const section = frame.sections.get('containerd') as FramedSection;

const newer = new Map([
  ['found', Buffer.from('place')],
  ['tasks', Buffer.alloc(0)],
]);

/** The section as it would come back with other bytes in the copies of the database `name`. */
function containerdWith(name: string, change: (file: Buffer) => Buffer): Fact<FactSections['containerd']> {
  const output: Parts = section.output;
  const changedOutput = {
    stderr: '',
    // The capture is older than these two, which tell how the store was found and what runs.
    part: (part: string) => newer.get(part) ?? output.part(part),
    optional: (part: string) => newer.get(part) ?? output.optional(part),
    withPrefix: (prefix: string) =>
      output
        .withPrefix(prefix)
        .map(({ key, bytes }) => ({ key, bytes: prefix === `file:${name}:` ? change(bytes) : bytes })),
  };
  const sections = new Map(frame.sections).set('containerd', {
    ...section,
    output: changedOutput,
  } as unknown as FramedSection);
  return factsOf({ ...frame, sections }).sections.containerd;
}

/** The version of the records stands right behind its name. */
function withVersion(file: Buffer, version: number): Buffer {
  const copy = Buffer.from(file);
  const name = Buffer.from('version');
  let found = 0;
  for (let at = copy.indexOf(name); at >= 0; at = copy.indexOf(name, at + 1)) {
    if (copy[at + name.length] !== 6 && copy[at + name.length] !== 8) continue;
    copy[at + name.length] = version * 2;
    found += 1;
  }
  if (found === 0) throw new Error('no version in the captured database');
  return copy;
}

function leaking(): HostFacts {
  const host = new ContainerdHost();
  host.failedCreate(host.image('one'));
  const facts = host.facts();
  const identity = {
    machineId: known('m1'),
    engineId: known('engine-1'),
    dataRoot: known('/var/lib/docker'),
    dataRootFsid: known('fs-1'),
  };
  const daemonConfiguration = known({
    path: '/etc/docker/daemon.json',
    exists: false,
    values: {},
    problem: null,
    flags: [],
    isImmutable: null,
  });
  const sections = { ...facts.sections, platform: known(platform()), otherDataRoots: known([]), daemonConfiguration };
  return { ...facts, identity, sections };
}

const plan = (facts: HostFacts, params = {}) => planOn(facts, 'remove-leaked-leases', { names: 'all', ...params });

function saidOf(facts: HostFacts): string {
  const draft = plan(facts);
  if (!isRefusal(draft)) throw new Error('it was offered');
  return draft.excuses.map(({ excuse }) => excuse).join(' ');
}

it('what was captured is whole, and the same host without what is wrong has an offer', () => {
  expect(containerdWith('meta', (file) => file).state).toBe('known');
  expect(isRefusal(plan(leaking()))).toBe(false);
});

describe('a database', () => {
  const broken: [string, string, (file: Buffer) => Buffer, RegExp][] = [
    ['of containerd that is cut short', 'meta', (file) => file.subarray(0, file.length / 2), /bbolt|database|page/i],
    [
      'of containerd that is cut within its first page',
      'meta',
      (file) => file.subarray(0, 100),
      /bbolt|database|page/i,
    ],
    ['of containerd with nothing but zeros', 'meta', (file) => Buffer.alloc(file.length), /bbolt|database|page/i],
    ['of containerd of a newer format', 'meta', (file) => withVersion(file, 5), /version 5/],
    [
      'of the snapshotter that is cut short',
      'snapshotter-overlayfs',
      (file) => file.subarray(0, 9000),
      /bbolt|database|page/i,
    ],
  ];

  it.each(broken)('%s makes the store unknown with the reason, and nothing is offered', (_what, name, change, why) => {
    const containerd = containerdWith(name, change);
    expect(containerd).toMatchObject({ state: 'unknown', detail: expect.stringMatching(why) });
    const facts = leaking();
    const bad = { ...facts, sections: { ...facts.sections, containerd } };
    const report = buildStorageReport(bad, [], () => null);
    expect(report.leaks).toMatchObject({ state: 'unknown' });
    expect(isRefusal(plan(bad))).toBe(true);
    expect(isRefusal(plan(bad, { otherDataRoot: 'gone' }))).toBe(true);
  });
});

describe('a store', () => {
  const second = {
    pid: 7,
    startedSeconds: 1,
    command: [],
    dataRoot: '/srv/other',
    dataRootIdentity: '9:9',
    containerd: null,
  };
  const withLabel = (facts: HostFacts): HostFacts =>
    changed(facts, 'containerd', (value) => {
      const { details } = value;
      if (details === undefined || details.records === null) return value;
      const namespaces = details.records.namespaces.map((space) => ({
        ...space,
        content: space.content.map((each) => ({ ...each, labels: { 'containerd.io/gc.newer/thing': '1' } })),
      }));
      return { ...value, details: { ...details, records: { namespaces } } };
    });
  const wrong: [string, (facts: HostFacts) => HostFacts, RegExp][] = [
    ['with a label that this Bilge does not know', withLabel, /label that this Bilge does not know.*Update Bilge/],
    [
      'that a second engine may use',
      (facts) => changed(facts, 'daemonProcesses', (value) => ({ ...value, daemons: [...value.daemons, second] })),
      /2 dockerd processes run here/,
    ],
    [
      'of a proxy snapshotter',
      (facts) => changed(facts, 'engine', (engine) => ({ ...engine, storageDriver: 'stargz' })),
      /snapshotter is stargz, with which nothing was tried/,
    ],
    [
      'whose files are not those of the daemon behind the socket',
      (facts) =>
        changed(facts, 'containerd', (value) => ({
          ...value,
          ...(value.details === undefined ? {} : { details: { ...value.details, foundBy: 'place' as const } }),
        })),
      /No running containerd was seen to have/,
    ],
  ];

  it.each(wrong)('%s is told with the reason, and nothing is offered', (_what, change, why) => {
    const facts = change(leaking());
    expect(saidOf(facts)).toMatch(why);
    expect(refusedBy(plan(facts, { otherDataRoot: 'gone' }))).not.toEqual([]);
    const report = buildStorageReport(facts, [], () => null);
    const leaks = report.leaks.state === 'known' ? report.leaks.value : [];
    expect(leaks.filter(({ state }) => state === 'orphan')).toEqual([]);
  });
});
