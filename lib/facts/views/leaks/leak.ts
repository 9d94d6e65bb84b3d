import { type Fact, known, unknown } from '../../../domain/fact.ts';
import type { DriverDirectory } from '../../../domain/layer-facts.ts';
import type { FailedMeasurement, MeasuredKind, Measurement } from '../../../domain/measurement.ts';
import type { Leak, LeakKind } from '../../../domain/storage-report.ts';
import type { Ownership } from '../ownership/ownership.ts';
import { deepestFirst } from '../rows/driver-subvolumes.ts';

/** Stable between scans. The same name with another identity is another leak: Docker may have recreated the directory. */
export function leakKey({ kind, name, identity }: Pick<Leak, 'kind' | 'name' | 'identity'>): string {
  return JSON.stringify([kind, name, identity ?? '']);
}

export function directoryLeakKind(driver: string): LeakKind {
  switch (driver) {
    case 'overlay2':
    case 'fuse-overlayfs':
      return 'overlay2-directory';
    case 'btrfs':
      return 'btrfs-subvolume';
    case 'vfs':
      return 'vfs-directory';
    default:
      return 'other-driver-directory';
  }
}

/** Drivers whose directories Bilge can judge; the others are only reported. */
export function isProvable(driver: string): boolean {
  return directoryLeakKind(driver) !== 'other-driver-directory';
}

/** What every leak of a driver's directory shares: place, identity, what is nested in it, its size. */
export function directoryParts(
  entry: DriverDirectory,
  ownership: Ownership,
  sizes: Sizes,
): Pick<Leak, 'name' | 'path' | 'subvolume' | 'owner' | 'bytes' | 'nested' | 'identity'> {
  const path = `${ownership.facts.directories.path}/${entry.name}`;
  const layer = ownership.subvolumes.get(entry.name);
  const own = layer?.own ?? null;
  return {
    name: entry.name,
    path,
    subvolume: own === null ? null : { id: own.id, uuid: own.uuid },
    owner: null,
    bytes: sizes.of('layer-directory', entry.name, directoryIdentity(entry, ownership)),
    nested: own === null ? [] : deepestFirst(layer?.nested ?? [], own.path, path),
    identity: directoryIdentity(entry, ownership),
  };
}

/** uuid of the subvolume, else `device:inode:birth`: what a plan binds to, and what keeps a measurement valid. */
export function directoryIdentity(entry: DriverDirectory, ownership: Ownership): string {
  const own = ownership.subvolumes.get(entry.name)?.own ?? null;
  return own?.uuid ?? `${entry.device}:${entry.inode}:${entry.birthSeconds ?? ''}`;
}

export interface Sizes {
  /** the newest measurement of that very object */
  find(kind: MeasuredKind, object: string, identity?: string | null): Measurement | null;
  of(kind: MeasuredKind, object: string, identity?: string | null): Fact<number>;
}

export const notMeasured = unknown('not-collected', 'Not measured yet. Measure sizes to see it.');

function couldNotMeasure({ problem, at }: FailedMeasurement): Fact<number> {
  const when = `last tried ${at.slice(0, 16).replace('T', ' ')} UTC`;
  return problem === 'timed-out'
    ? unknown('timed-out', `Measuring it took too long and was given up (${when}). “Measure now” tries again.`)
    : unknown('unparseable', `It could not be measured on the host (${when}). “Measure now” tries again.`);
}

export function sizesFrom(measurements: readonly Measurement[], failed: readonly FailedMeasurement[] = []): Sizes {
  const failures = new Map(failed.map((each) => [`${each.kind}\0${each.object}`, each]));
  const newest = new Map<string, Measurement>();
  for (const each of measurements) {
    const key = `${each.kind}\0${each.object}`;
    const other = newest.get(key);
    if (other === undefined || other.measuredAt <= each.measuredAt) newest.set(key, each);
  }
  const find: Sizes['find'] = (kind, object, identity = null) => {
    const found = newest.get(`${kind}\0${object}`) ?? null;
    // A directory that was deleted and made again under its old name is another object.
    if (found === null || (identity !== null && found.identity !== null && found.identity !== identity)) return null;
    return found;
  };
  return {
    find,
    of: (kind, object, identity) => {
      const found = find(kind, object, identity);
      if (found !== null) return known(found.bytes);
      const failure = failures.get(`${kind}\0${object}`);
      return failure === undefined ? notMeasured : couldNotMeasure(failure);
    },
  };
}
