import { describe, expect, it } from 'vitest';
import { known, unknown } from '../../domain/fact.ts';
import { growthOf, ownedBytes, ownerSamples, sharedLayers } from './owners.ts';

const mib = 1024 * 1024;
const layer = (kind: 'image' | 'container' | 'orphan' | 'build-cache', bytes: number, names: string[] = []) => ({
  kind,
  images: kind === 'image' ? names : [],
  containers: kind === 'container' ? names : [],
  bytes: known(bytes),
});
const nothing = unknown('not-collected', 'not asked');

describe('who owns what', () => {
  const owned = ownedBytes({
    layers: known([
      layer('image', 10 * mib, ['a']),
      layer('image', 5 * mib, ['a']),
      layer('image', 7 * mib, ['a', 'b']),
      layer('container', 3 * mib, ['web']),
      layer('orphan', 2 * mib),
      layer('orphan', 2 * mib),
      layer('build-cache', mib),
    ]),
    volumes: known([
      { name: 'photos', bytes: known(100 * mib) },
      { name: 'unmeasured', bytes: nothing },
    ]),
  });

  it('adds up by owner; shared layers belong to none', () => {
    expect(Object.fromEntries(owned.bytes)).toEqual({
      'image:a': 15 * mib,
      [sharedLayers]: 7 * mib,
      'container:web': 3 * mib,
      leak: 4 * mib,
      'build-cache': mib,
      'volume:photos': 100 * mib,
    });
  });

  it('writes what changed, what is due again, and what is gone; never 0 for what is only unknown', () => {
    const before = new Map([
      ['image:a', { atMs: 0, value: 15 * mib }],
      ['leak', { atMs: 0, value: mib }],
      ['volume:gone', { atMs: 0, value: 9 }],
      ['volume:unmeasured', { atMs: 0, value: 9 }],
    ]);
    const written = ownerSamples(owned, { before, nowMs: 3_600_000 });
    expect(written).toMatchObject({ leak: 4 * mib, 'volume:gone': 0, 'volume:photos': 100 * mib });
    expect(written).not.toHaveProperty('image:a');
    expect(written).not.toHaveProperty('volume:unmeasured');
    expect(ownerSamples(owned, { before, nowMs: 30 * 3_600_000 })).toHaveProperty('image:a');
    const blind = ownedBytes({ layers: nothing, volumes: nothing });
    expect(ownerSamples(blind, { before, nowMs: 3_600_000 })).toEqual({});
  });
});

describe('what grew', () => {
  const spans = [
    { owner: 'volume:photos', now: 30, earlier: 10 },
    { owner: 'image:new', now: 50, earlier: null },
    { owner: 'container:web', now: 5, earlier: 9 },
    { owner: 'leak', now: 12, earlier: 11 },
  ];
  it('is listed by how much; what is new counts whole where the host was watched then', () => {
    expect(growthOf(spans, true).map(({ owner, bytes, isNew }) => [owner, bytes, isNew])).toEqual([
      ['image:new', 50, true],
      ['volume:photos', 20, false],
      ['leak', 1, false],
    ]);
    expect(growthOf(spans, false).map(({ owner }) => owner)).toEqual(['volume:photos', 'leak']);
  });
});
