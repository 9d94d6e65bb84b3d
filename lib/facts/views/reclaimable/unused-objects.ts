import { known } from '../../../domain/fact.ts';
import type { VolumeRow } from '../../../domain/storage-report.ts';
import { unusedKey } from '../rows/unused-objects.ts';
import { type FoundObjects, isProtected, type ReclaimableInput } from './input.ts';
import { isUnusedLongEnough } from './long-enough.ts';

/** Build cache records as prune-build-cache removes them. What an image shares, the image keeps. */
export function unusedCache(input: ReclaimableInput): FoundObjects {
  const { facts } = input;
  const { buildCache } = facts.sections;
  if (buildCache.state === 'unknown')
    return { objects: [], unknown: [{ kind: 'build-cache', detail: buildCache.detail }] };
  return {
    objects: buildCache.value
      .filter(({ id, inUse, lastUsedAt, createdAt }) => {
        const lastUsedSeconds = secondsOf(lastUsedAt) ?? secondsOf(createdAt);
        return (
          !inUse && !isProtected(input, 'build-cache-record', [id]) && isUnusedLongEnough(facts, { lastUsedSeconds })
        );
      })
      .map(({ id, shared, sizeBytes }) => ({
        kind: 'build-cache' as const,
        id: `record ${id}`,
        path: null,
        bytes: known(shared ? 0 : sizeBytes),
        exact: false,
      })),
    unknown: [],
  };
}

/** Anonymous volumes as prune-volumes removes them. A volume with a name of its own is removed by that name only, so it is in no sum. */
export function unusedVolumes(input: ReclaimableInput): FoundObjects {
  const { facts, storage, unusedSince } = input;
  const { volumes } = storage;
  if (volumes.state === 'unknown') return { objects: [], unknown: [{ kind: 'volumes', detail: volumes.detail }] };
  const times = timesOf(facts);
  const isOld = ({ name }: VolumeRow): boolean => {
    const { createdAt, lastUsedSeconds } = times(name);
    const key = unusedKey('volume', name, createdAt);
    return isUnusedLongEnough(facts, {
      lastUsedSeconds,
      unusedSince: unusedSince === undefined ? undefined : (unusedSince.get(key) ?? null),
    });
  };
  const unclear = volumes.value.some(
    ({ anonymous, usedBy, usersKnown }) => anonymous && usedBy.length === 0 && !usersKnown,
  );
  return {
    objects: volumes.value
      .filter((volume) => isFree(volume) && isOld(volume) && !isProtected(input, 'volume', [volume.name]))
      .map(({ name, mountpoint, bytes }) => ({
        kind: 'volumes' as const,
        id: `volume ${name}`,
        path: mountpoint === '' ? null : mountpoint,
        bytes,
        exact: false,
      })),
    unknown: unclear ? [{ kind: 'volumes', detail: 'Not all users of volumes are known.' }] : [],
  };
}

/** Nested Docker data is another kind, and another action removes it. */
function isFree({
  anonymous,
  driver,
  usedBy,
  usersKnown,
  deletable,
  nestedDocker,
  knownAs,
  labels,
}: VolumeRow): boolean {
  const isPlain = nestedDocker.state === 'known' && nestedDocker.value === null && knownAs === null;
  const isUnused = usedBy.length === 0 && usersKnown && 'ok' in deletable;
  return anonymous && driver === 'local' && isPlain && isUnused && !('protected' in labels);
}

function timesOf({ sections: { volumes, volumesOnDisk } }: ReclaimableInput['facts']) {
  const created = new Map(volumes.state === 'known' ? volumes.value.map((each) => [each.name, each.createdAt]) : []);
  const changed = new Map(
    volumesOnDisk.state === 'known' ? volumesOnDisk.value.map((each) => [each.name, each.changedSeconds]) : [],
  );
  return (name: string): { createdAt: string | null; lastUsedSeconds: number | null } => {
    const createdAt = created.get(name) ?? null;
    const times = [secondsOf(createdAt), changed.get(name) ?? null].filter((each) => each !== null);
    return { createdAt, lastUsedSeconds: times.length === 0 ? null : Math.max(...times) };
  };
}

/** Docker writes "never" as year 1. */
function secondsOf(iso: string | null): number | null {
  if (iso === null || iso.startsWith('0001-')) return null;
  const milliseconds = Date.parse(iso);
  return Number.isFinite(milliseconds) ? milliseconds / 1000 : null;
}
