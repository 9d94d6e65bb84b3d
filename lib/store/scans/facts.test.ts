import { describe, expect, it, vi } from 'vitest';
import { known, unknown } from '../../domain/fact.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { unknownSections } from '../../domain/unknown-sections.ts';
import { openStore } from '../open-store.ts';
import { exampleHost, temporaryStore } from '../testing/temporary-store.ts';

const none = known('x');

function factsAt(collectedAt: string, hostId = 'host_a'): HostFacts {
  return {
    id: `facts_${hostId}_${collectedAt}`,
    hostId,
    collectedAt,
    identity: { machineId: none, engineId: none, dataRoot: none, dataRootFsid: none },
    sections: unknownSections(),
    cost: { wallMs: 1, roundTrips: 1, engineRequests: 0, bytes: 1, remoteCpuMs: null },
  };
}

function hoursAfter(start: string, hours: number): string {
  return new Date(Date.parse(start) + hours * 3_600_000).toISOString();
}

describe('facts', () => {
  it('come back as they were, undecodable names and all; unknown stays unknown', () => {
    const store = temporaryStore();
    store.hosts.add(exampleHost());
    const facts = {
      ...factsAt('2026-11-21T10:00:00.000Z'),
      identity: { ...factsAt('').identity, dataRoot: known('/data/\udce9\udcff\u2028') },
    };
    store.facts.put(facts);
    const other = openStore({ dataDirectory: store.dataDirectory });
    expect(other.facts.latest('host_a')).toEqual(facts);
    expect(other.facts.byId(facts.id)?.sections.images).toEqual(facts.sections.images);
    expect(store.facts.latest('host_b')).toBeNull();
    other.close();
  });

  it('come back the same where they were packed beside other work', async () => {
    const store = temporaryStore();
    store.hosts.add(exampleHost());
    const facts = {
      ...factsAt('2026-11-21T10:00:00.000Z'),
      identity: { ...factsAt('').identity, dataRoot: known('/data/\udce9\udcff\u2028') },
    };
    const keep = await store.facts.prepared(facts);
    expect(store.facts.latest('host_a')).toBeNull();
    keep();
    expect(store.facts.latest('host_a')).toEqual(facts);
    const other = openStore({ dataDirectory: store.dataDirectory });
    expect(other.facts.latest('host_a')).toEqual(facts);
    other.close();
  });

  it('of one day are stored as what differs from the first, come back the same, and the first stays as long as they', async () => {
    const store = temporaryStore();
    store.hosts.add(exampleHost());
    const start = '2026-06-01T00:00:00.000Z';
    const filesystem = { mountPoint: '/srv', usedBytes: 0 };
    const scans = Array.from({ length: 60 }, (_, turn) => {
      const one = factsAt(hoursAfter(start, turn / 4));
      const filesystems = known([{ ...filesystem, usedBytes: turn }]);
      const kernelLog = unknown('not-collected', 'x'.repeat(2000));
      return { ...one, sections: { ...one.sections, filesystems, kernelLog } } as unknown as HostFacts;
    });
    for (const scan of scans) (await store.facts.prepared(scan))();
    const other = openStore({ dataDirectory: store.dataDirectory });
    const kept = other.facts.history('host_a');
    expect(kept.map(({ id }) => id)).toContain(scans[0]?.id);
    for (const { id } of kept) {
      const read = other.facts.byId(id);
      const written = scans.find((scan) => scan.id === id);
      // A filesystem of this test has not all that a real one has.
      expect(read && { ...read, sections: { ...read.sections, filesystems: null } }).toEqual(
        written && { ...written, sections: { ...written.sections, filesystems: null } },
      );
    }
    other.close();
  });

  it('keep the newest 20, and of each of 90 days the last', () => {
    const store = temporaryStore();
    store.hosts.add(exampleHost());
    store.hosts.add(exampleHost('host_b', 'quiet'));
    store.facts.put(factsAt('2020-01-01T00:00:00.000Z', 'host_b'));
    const start = '2026-06-01T00:00:00.000Z';
    for (let hour = 0; hour < 120 * 24; hour += 6) store.facts.put(factsAt(hoursAfter(start, hour)));

    const kept = store.facts.history('host_a').map(({ collectedAt }) => collectedAt);
    const newest = hoursAfter(start, 120 * 24 - 6);
    expect(kept.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, n) => hoursAfter(newest, -6 * n)));
    const older = kept.slice(20);
    expect(older.every((at) => at.endsWith('T18:00:00.000Z'))).toBe(true);
    expect(older.at(-1)).toBe(hoursAfter(newest, -90 * 24));
    expect(kept).toHaveLength(20 + 86);
    expect(store.facts.latest('host_a')?.collectedAt).toBe(newest);
    expect(store.facts.history('host_b'), "a quiet host's only facts stay, however old").toHaveLength(1);
  });

  it('and what is derived from them are held in memory no longer than their host is stored, whoever removes it', () => {
    vi.useFakeTimers();
    const store = temporaryStore();
    const stop = store.watchForeignWrites(() => {});
    const other = openStore({ dataDirectory: store.dataDirectory });
    for (const id of ['host_a', 'host_b']) {
      store.hosts.add(exampleHost(id, id));
      store.facts.put(factsAt('2026-11-21T10:00:00.000Z', id));
      store.facts.latest(id);
      // Any value will do: it is kept, not read.
      Reflect.apply(store.derived.put, store.derived, [id, 'report', 'facts', {}]);
    }
    expect([store.facts.heldCount(), store.derived.heldCount()]).toEqual([2, 2]);
    store.hosts.remove('host_a');
    expect([store.facts.heldCount(), store.derived.heldCount()]).toEqual([1, 1]);
    other.hosts.remove('host_b');
    vi.advanceTimersByTime(600);
    expect([store.facts.heldCount(), store.derived.heldCount()]).toEqual([0, 0]);
    stop();
    other.close();
    vi.useRealTimers();
  });

  it('are parsed once, and seen at once when another process stores newer ones', () => {
    const store = temporaryStore();
    store.hosts.add(exampleHost());
    store.facts.put(factsAt('2026-11-21T10:00:00.000Z'));
    const first = store.facts.latest('host_a');
    expect(store.facts.latest('host_a')).toBe(first);
    const other = openStore({ dataDirectory: store.dataDirectory });
    other.facts.put(factsAt('2026-11-21T11:00:00.000Z'));
    other.close();
    expect(store.facts.latest('host_a')?.collectedAt).toBe('2026-11-21T11:00:00.000Z');
    store.hosts.remove('host_a');
    expect(store.facts.latest('host_a')).toBeNull();
  });
});
