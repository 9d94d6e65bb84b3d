import { describe, expect, it } from 'vitest';
import { known, unknown } from '../domain/fact.ts';
import type { HostSession } from '../domain/session.ts';
import { collectHostFacts } from './collect.ts';
import { outputOf } from './collectors/section-output.ts';
import { isWhole, memoryOf, remember, settledStamp } from './session-memory.ts';
import { fakeDocker } from './testing/fake-docker.ts';
import { localSession } from './testing/local-session.ts';

const scan = (session: HostSession) =>
  collectHostFacts(session, { hostId: 'h', now: () => '2026-11-21T00:00:00Z', newFactsId: () => 'f', only: 'proof' });

/** Counts the scripts, and lets the Engine's data root be changed between two scans. */
function watched(): { session: HostSession; scripts: string[]; moveTo: (dataRoot: string) => void } {
  const answers: Record<string, unknown> = {};
  const docker = fakeDocker({ dataRoot: '/proc', driver: 'overlay2', answers });
  const json = docker.json;
  let dataRoot = '/proc';
  docker.json = async (request) => {
    const answer = await json(request);
    return request.path === '/info' ? { ...Object(answer), DockerRootDir: dataRoot } : answer;
  };
  const local = localSession({ docker });
  const scripts: string[] = [];
  const read: HostSession['read'] = (script, options) => {
    scripts.push(script.source.toString());
    return local.read(script, options);
  };
  const moveTo = (path: string) => {
    dataRoot = path;
  };
  return { session: { ...local, read }, scripts, moveTo };
}

describe('what a scan has learned about a connection', () => {
  it('spares the next one the choice of tools, and one script is enough', async () => {
    const { session, scripts } = watched();
    await scan(session);
    await scan(session);
    expect(scripts).toHaveLength(2);
    expect(memoryOf(session, 'sh').tools?.[0]).toMatch(/^\/.*stat$/);
    expect(scripts[1]).toContain(`BILGE_STAT=${memoryOf(session, 'sh').tools?.[0]}`);
  });

  it('is not believed when the Engine says otherwise: the host is read again', async () => {
    const { session, scripts, moveTo } = watched();
    await scan(session);
    moveTo('/sys');
    const facts = await scan(session);
    expect(scripts).toHaveLength(3);
    expect(facts.sections.engine).toMatchObject({ value: { dataRoot: '/sys' } });
    expect(facts.sections.dataRoot).toMatchObject({ value: { path: '/sys' } });
  });

  it('leaves what a proof does not need unknown', async () => {
    const facts = await scan(watched().session);
    expect(facts.sections.volumesOnDisk).toMatchObject({ state: 'unknown', reason: 'not-collected' });
    expect(facts.sections.volumes).toMatchObject({ state: 'unknown', reason: 'not-collected' });
  });
});

const stampOf = (...objects: string[]) => outputOf('layerdb', { stamp: `${objects.join(' ')} ` });
const at = (seconds: number, inode = 7) => `65024:${inode}:4096:${seconds}.250000000:${seconds}.250000000`;

describe('the stamp of a section', () => {
  const now = at(1_000_100, 99);

  it('is taken when everything has been as it is for half a minute', () => {
    expect(settledStamp(stampOf(at(1_000_000), at(1_000_069, 8), now))).toBe(`${at(1_000_000)} ${at(1_000_069, 8)}`);
  });

  it('is not taken of what was changed just now, or later than now', () => {
    expect(settledStamp(stampOf(at(1_000_000), at(1_000_071, 8), now))).toBeNull();
    expect(settledStamp(stampOf(at(1_000_200), now))).toBeNull();
  });

  it('is not taken of anything else', () => {
    expect(settledStamp(outputOf('layerdb', {}))).toBeNull();
    expect(settledStamp(stampOf(now))).toBeNull();
    expect(settledStamp(stampOf('stat: cannot', now))).toBeNull();
    expect(settledStamp(stampOf(at(1_000_000), 'W'))).toBeNull();
  });
});

describe('what is remembered', () => {
  const settled = stampOf(at(1_000_000), at(1_000_100, 99));
  const layerdb = { driver: 'overlay2', path: '/x', chains: [], mounts: [], writeSets: [], unreadableEntries: [] };

  it('is what was read whole, under its stamp', () => {
    const kept = remember(new Map(), [{ id: 'layerdb', output: settled, fact: known(layerdb) }]);
    expect(kept.get('layerdb')).toEqual({ stamp: at(1_000_000), value: layerdb });
  });

  it('is nothing of a section that is unknown', () => {
    const fact = unknown('unparseable', 'torn');
    expect(remember(new Map(), [{ id: 'layerdb', output: settled, fact }]).size).toBe(0);
  });

  it('stays as it was while the host says "the same", and goes when it was not asked', () => {
    const earlier = new Map([['layerdb' as const, { stamp: 'a', value: layerdb }]]);
    const same = outputOf('layerdb', { stamp: `${at(1_000_000)} ${at(1_000_100, 99)} `, same: '' });
    expect(remember(earlier, [{ id: 'layerdb', output: same, fact: known(layerdb) }])).toEqual(earlier);
    expect(remember(earlier, []).size).toBe(0);
  });
});

it('a section of which a database was not sent again says nothing of how long it may be', () => {
  const database = { 'before:meta:1': 'x', 'file:meta:1': 'x', 'after:meta:1': 'x' };
  expect(isWhole(outputOf('containerd', database))).toBe(true);
  expect(isWhole(outputOf('containerd', { 'same:meta': '1:2', 'file:worker-1:1': 'x' }))).toBe(false);
});
