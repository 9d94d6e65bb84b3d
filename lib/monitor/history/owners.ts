import type { Fact } from '../../domain/fact.ts';
import type { LayerRow, VolumeRow } from '../../domain/storage-report.ts';

/** Who owns bytes that can grow. Image layers that several images share belong to none of them alone. */
export const ownerKinds = ['volume', 'image', 'container', 'build-cache', 'leak'] as const;
export type OwnerKind = (typeof ownerKinds)[number];

export interface OwnedBytes {
  /** by owner: `volume:photos`, `image:postgres:17`, `build-cache`; only what has a size */
  bytes: ReadonlyMap<string, number>;
  /** every owner that there is, with or without a size */
  existing: ReadonlySet<string>;
  /** whose lists were complete: what is missing in them is gone */
  complete: ReadonlySet<OwnerKind>;
}

export const sharedLayers = 'image:(shared layers)';

export function ownedBytes(storage: {
  layers: Fact<readonly Pick<LayerRow, 'kind' | 'images' | 'containers' | 'bytes'>[]>;
  volumes: Fact<readonly Pick<VolumeRow, 'name' | 'bytes'>[]>;
}): OwnedBytes {
  const bytes = new Map<string, number>();
  const existing = new Set<string>();
  const complete = new Set<OwnerKind>();
  const add = (owner: string, fact: Fact<number>): void => {
    existing.add(owner);
    if (fact.state === 'known') bytes.set(owner, (bytes.get(owner) ?? 0) + Math.round(fact.value));
  };
  if (storage.layers.state === 'known') {
    for (const kind of ['image', 'container', 'build-cache', 'leak'] as const) complete.add(kind);
    for (const layer of storage.layers.value) {
      const owner = ownerOfLayer(layer);
      if (owner !== null) add(owner, layer.bytes);
    }
  }
  if (storage.volumes.state === 'known') {
    complete.add('volume');
    for (const volume of storage.volumes.value) add(`volume:${volume.name}`, volume.bytes);
  }
  return { bytes, existing, complete };
}

function ownerOfLayer({ kind, images, containers }: Pick<LayerRow, 'kind' | 'images' | 'containers'>): string | null {
  const [image, another] = images;
  switch (kind) {
    case 'image':
      return image === undefined ? null : another === undefined ? `image:${image}` : sharedLayers;
    case 'container':
    case 'init':
      return containers[0] === undefined ? null : `container:${containers[0]}`;
    case 'build-cache':
      return 'build-cache';
    case 'orphan':
    case 'leased':
      return 'leak';
    case 'other':
    case 'unknown':
      return null;
  }
}

function kindOfOwner(owner: string): OwnerKind {
  const kind = owner.split(':', 1)[0];
  return ownerKinds.find((each) => each === kind) ?? 'image';
}

/** Smaller ones do not fill a disk; more of them than this would fill the database. */
const smallestBytes = 1024 * 1024;
const mostOwners = 300;
/** So that a value of 13 months ago can be told from none. */
const againAfterMs = 20 * 3_600_000;

/**
 * What is written of them: the largest, and only what changed, once a day also what did not. What is gone from a complete list is
 * written as 0 once, so that its bytes count as freed. What is only unknown now is not.
 */
export function ownerSamples(
  owned: OwnedBytes,
  { before, nowMs }: { before: ReadonlyMap<string, { atMs: number; value: number }>; nowMs: number },
): Record<string, number> {
  const samples: Record<string, number> = {};
  const largest = [...owned.bytes]
    .filter(([owner, value]) => value >= smallestBytes || before.has(owner))
    .sort(([, one], [, other]) => other - one)
    .slice(0, mostOwners);
  for (const [owner, value] of largest) {
    const last = before.get(owner);
    if (last === undefined || last.value !== value || nowMs - last.atMs > againAfterMs) samples[owner] = value;
  }
  for (const [owner, { value }] of before)
    if (value > 0 && !owned.existing.has(owner) && owned.complete.has(kindOfOwner(owner))) samples[owner] = 0;
  return samples;
}

export interface OwnerSpan {
  owner: string;
  /** the newest value, and the newest at the beginning of the span; null where it was not seen then */
  now: number;
  earlier: number | null;
}

export interface Growth {
  owner: string;
  kind: OwnerKind;
  bytes: number;
  nowBytes: number;
  isNew: boolean;
}

/** What grew most, largest first. `wasWatched`: the host was scanned at the beginning of the span, so what was not seen then is new. */
export function growthOf(spans: readonly OwnerSpan[], wasWatched: boolean, most = 10): Growth[] {
  return spans
    .flatMap(({ owner, now, earlier }): Growth[] => {
      if (earlier === null && !wasWatched) return [];
      const bytes = now - (earlier ?? 0);
      return bytes > 0 ? [{ owner, kind: kindOfOwner(owner), bytes, nowBytes: now, isNew: earlier === null }] : [];
    })
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, most);
}
