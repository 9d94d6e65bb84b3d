import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Measurement } from '../../domain/measurement.ts';
import type { Store } from '../open-store.ts';
import { exampleHost, temporaryStore } from '../testing/temporary-store.ts';
import { leakKey } from './leak-sightings.ts';

// Two names that are not UTF-8 and would be one after U+FFFD, and the character itself.
const latin = 'caf\udce9';
const other = 'caf\udce8';
const replacement = 'caf\ufffd';

const at = (minutes: number): string => new Date(Date.UTC(2026, 10, 21, 10, minutes)).toISOString();

function storeWithHost(): Store {
  const store = temporaryStore();
  store.hosts.add(exampleHost());
  return store;
}

function measured(object: string, bytes: number): Measurement {
  return {
    kind: 'volume',
    object,
    identity: null,
    bytes,
    exact: true,
    how: 'du',
    measuredAt: '2026-11-21T10:00:00.000Z',
  };
}

describe('measurements', () => {
  it('keep the newest of each object, and names that are no UTF-8 apart', () => {
    const { measurements } = storeWithHost();
    measurements.put('host_a', [measured(latin, 1), measured(other, 2), measured(replacement, 3), measured('', 4)]);
    measurements.put('host_a', [measured(latin, 10)]);
    expect(new Map(measurements.all('host_a').map(({ object, bytes }) => [object, bytes]))).toEqual(
      new Map([
        [latin, 10],
        [other, 2],
        [replacement, 3],
        ['', 4],
      ]),
    );
    expect(measurements.newestAt('host_a')).toBe('2026-11-21T10:00:00.000Z');
    expect(measurements.newestAt('host_b')).toBeNull();
  });

  it('keepOnly removes what is gone, of that kind alone', () => {
    const { measurements } = storeWithHost();
    measurements.put('host_a', [
      measured(latin, 1),
      measured('b', 2),
      { ...measured('b', 3), kind: 'layer-directory' },
    ]);
    expect(measurements.keepOnly('host_a', 'volume', new Set([latin]))).toBe(1);
    expect(measurements.all('host_a').map(({ kind, object }) => `${kind} ${object}`)).toEqual([
      'layer-directory b',
      `volume ${latin}`,
    ]);
  });
});

describe('leak sightings', () => {
  it('remember since when, per identity, and forget what is gone', () => {
    const { leaks } = storeWithHost();
    const first = { kind: 'overlay2-directory', name: latin, identity: '8:1:12' } as const;
    const second = { kind: 'overlay2-directory', name: 'b', identity: null } as const;
    leaks.record('host_a', '2026-11-01T00:00:00.000Z', [first, second]);
    const again = { ...first, identity: '8:1:99' };
    leaks.record('host_a', '2026-11-02T00:00:00.000Z', [again, second]);
    expect(leaks.since('host_a')).toEqual(
      new Map([
        [leakKey(again), '2026-11-02T00:00:00.000Z'],
        [leakKey(second), '2026-11-01T00:00:00.000Z'],
      ]),
    );
  });
});

describe('protections', () => {
  it('are put, listed, removed', () => {
    const { protections } = storeWithHost();
    const protection = {
      kind: 'volume',
      object: other,
      by: 'anna',
      at: '2026-11-21T10:00:00.000Z',
      reason: null,
    } as const;
    protections.put('host_a', protection);
    expect(protections.all('host_a')).toEqual([protection]);
    expect(protections.remove('host_a', 'volume', latin)).toBe(false);
    expect(protections.remove('host_a', 'volume', other)).toBe(true);
  });
});

describe('samples', () => {
  it('give buckets with their spikes, leave empty ones out, and take no NaN', () => {
    const { samples } = storeWithHost();
    for (const [minute, value] of [
      [0, 1],
      [1, 9],
      [2, 2],
      [12, 5],
    ] as const)
      samples.add('host_a', at(minute), { used: value, odd: Number.NaN });
    const used = samples.series({ hostId: 'host_a', names: ['used'], from: at(0), to: at(59), stepMs: 300_000 });
    expect(used[0]?.points).toEqual([
      { at: at(0), mean: 4, min: 1, max: 9, count: 3 },
      { at: at(10), mean: 5, min: 5, max: 5, count: 1 },
    ]);
    expect(samples.names('host_a')).toEqual(['used']);
    expect(samples.latest('host_a')).toEqual({ used: { at: at(12), value: 5 } });
    expect(samples.since('host_a', at(2), ['used'])).toEqual([
      { at: at(2), name: 'used', value: 2 },
      { at: at(12), name: 'used', value: 5 },
    ]);
  });

  it('read the same before and after they went to their places together', () => {
    const { samples } = storeWithHost();
    const all: { at: string; name: string; value: number }[] = [];
    for (let minute = 0; minute < 59; minute += 1) {
      samples.add('host_a', at(minute), { used: minute, other: -minute });
      all.push({ at: at(minute), name: 'used', value: minute });
      expect(samples.since('host_a', at(0), ['used'])).toEqual(all);
      expect(samples.latest('host_a')).toEqual({
        used: { at: at(minute), value: minute },
        other: { at: at(minute), value: -minute || 0 },
      });
      const hour = { from: at(0), to: at(59), stepMs: 3_600_000 };
      const bucket = samples.series({ hostId: 'host_a', names: ['used'], ...hour })[0]?.points[0];
      expect(bucket).toMatchObject({ count: minute + 1, min: 0, max: minute });
      expect(bucket?.mean).toBeCloseTo(minute / 2);
      expect(samples.spans('host_a', 'us', Date.parse(at(minute)) - 90_000)).toEqual([
        { name: 'used', nowAtMs: Date.parse(at(minute)), now: minute, earlier: minute < 2 ? null : minute - 2 },
      ]);
    }
    expect(samples.firstAtMs('host_a', 'used')).toBe(Date.parse(at(0)));
    samples.add('host_a', at(58), { third: 3 });
    expect(samples.latest('host_a').used?.value, 'of one moment all stay').toBe(58);
    expect(samples.names('host_a')).toEqual(['other', 'third', 'used']);
  });

  it('thin to the last of each hour after 48 hours, of each day after 35 days, and to nothing after 400', () => {
    const { samples } = storeWithHost();
    for (let minute = 0; minute < 180; minute += 10) samples.add('host_a', at(minute), { used: minute });
    samples.add('host_a', '2025-01-01T00:00:00.000Z', { used: -1, gone: 1 });
    const thin = (now: string): number => [...samples.thin(now)].reduce((sum, rows) => sum + rows, 0);
    const left = (): number[] =>
      samples.since('host_a', '2020-01-01T00:00:00.000Z', ['used']).map(({ value }) => value);
    expect(thin('2026-11-22T00:00:00.000Z')).toBe(2);
    expect(samples.names('host_a'), 'a name without samples goes').toEqual(['used']);
    expect(thin('2026-11-24T00:00:00.000Z')).toBe(15);
    expect(left()).toEqual([50, 110, 170]);
    expect(thin('2026-12-20T00:00:00.000Z')).toBe(0);
    expect(thin('2026-12-28T00:00:00.000Z')).toBe(2);
    expect(left()).toEqual([170]);
    expect(thin('2028-01-01T00:00:00.000Z')).toBe(1);
  });
});

describe('small things', () => {
  it('settings and documents are checked on the way out', () => {
    const store = storeWithHost();
    store.settings.put('interval', 5);
    expect(store.settings.get('interval', z.number())).toBe(5);
    expect(() => store.settings.get('interval', z.string())).toThrow();
    expect(store.settings.get('nothing', z.number())).toBeNull();
    const entries = store.documents.stored('declared');
    entries.put('s1', { digest: 'abc' }, at(0));
    expect(entries.all()).toEqual([{ id: 's1', value: { digest: 'abc' }, updatedAt: at(0) }]);
    expect(store.documents.stored('schedules').all()).toEqual([]);
    expect(entries.remove('s1')).toBe(true);
    expect(entries.byId('s1')).toBeNull();
  });

  it('host states begin at never, and a scan that died with its process is forgotten', () => {
    const { hostStates } = storeWithHost();
    expect(hostStates.of('host_a')).toEqual({ state: 'never', at: null, problem: null });
    const problem = { code: 'unreachable', step: 'connect', userMessage: 'Is it on?' };
    hostStates.put('host_a', { state: 'unreachable', at: at(0), problem });
    expect(hostStates.forgetScanning()).toBe(0);
    expect(hostStates.of('host_a')).toEqual({ state: 'unreachable', at: at(0), problem });
    hostStates.put('host_a', { state: 'scanning', at: at(1), problem: null });
    expect(hostStates.forgetScanning()).toBe(1);
    expect(hostStates.of('host_a').state).toBe('never');
  });

  it('derived values are found only for what they were computed from', () => {
    const { derived } = storeWithHost();
    const report = { host: { id: 'host_a' } } as never;
    derived.put('host_a', 'report', 'facts_1', report);
    expect(derived.get('host_a', 'report', 'facts_1')).toEqual(report);
    expect(derived.get('host_a', 'report', 'facts_2')).toBeNull();
  });

  it('a transaction is all or nothing, also around several calls', () => {
    const store = storeWithHost();
    expect(() =>
      store.transaction(() => {
        store.settings.put('half', true);
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(store.settings.get('half', z.boolean())).toBeNull();
  });
});
