import type { VolumeSummary } from '../../../domain/engine-facts.ts';
import { type Fact, known, unknown } from '../../../domain/fact.ts';
import { counted } from '../../../domain/format.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { VolumeOnDisk } from '../../../domain/layer-facts.ts';
import type { VolumeRow } from '../../../domain/storage-report.ts';
import type { Sizes } from '../leaks/leak.ts';
import { nestedSubvolumes } from '../leaks/nested-docker.ts';
import { isHexId } from '../ownership/layer-names.ts';
import { containerName, type VolumeUseFacts, volumeIdentity, volumeUse, volumeUseFacts } from './volume-use.ts';

/**
 * Docker's volumes, who uses them, and whether Bilge would let one go. Docker's "unused" is asked again here and only ever
 * vetoed: a volume is free when nothing on disk, in a mount table or in a process list refers to it.
 */
export function volumeRows(facts: HostFacts, sizes: Sizes): Fact<VolumeRow[]> {
  const { volumes, volumesOnDisk } = facts.sections;
  if (volumes.state === 'unknown') return volumes;
  const use = volumeUseFacts(facts);
  const onDisk = new Map(volumesOnDisk.state === 'known' ? volumesOnDisk.value.map((each) => [each.name, each]) : []);
  return known(
    volumes.value.map((volume) => {
      const disk = onDisk.get(volume.name) ?? null;
      const found = use.state === 'known' ? volumeUse(volume.name, dataPathOf(volume, disk), use.value) : null;
      const nested = nestedDocker(disk, facts);
      return {
        name: volume.name,
        anonymous: isAnonymous(volume),
        driver: volume.driver,
        mountpoint: volume.mountpoint,
        usedBy: found === null ? usersByDocker(volume.name, facts) : [...found.usedBy, ...found.boundBy],
        usersKnown: found !== null,
        labels: volume.labels,
        bytes: bytesOf(volume, disk, sizes),
        nestedDocker: nested,
        deletable: deletable(use, found, nested),
        knownAs: /^buildx_buildkit_.+_state$/.test(volume.name) ? 'buildx builder state' : null,
      };
    }),
  );
}

/** What Docker alone says; containers that it hides, and binds by path, are not in it. */
function usersByDocker(name: string, { sections: { containers } }: HostFacts): string[] {
  if (containers.state === 'unknown') return [];
  return containers.value
    .filter((container) => container.mounts.some((mount) => mount.name === name))
    .map(containerName);
}

/** The label is exact but young (23.0); before that only the name hints at it. */
function isAnonymous({ name, labels }: VolumeSummary): boolean {
  return 'com.docker.volume.anonymous' in labels || isHexId(name);
}

function dataPathOf(volume: VolumeSummary, disk: VolumeOnDisk | null): string | null {
  return disk?.dataPath ?? (volume.driver === 'local' ? volume.mountpoint : null);
}

function bytesOf(volume: VolumeSummary, disk: VolumeOnDisk | null, sizes: Sizes): Fact<number> {
  if (volume.driver !== 'local')
    return unknown('no-capability', `The volume driver ${volume.driver} keeps it elsewhere.`);
  return sizes.of('volume', volume.name, disk === null ? null : volumeIdentity(disk));
}

function nestedDocker(disk: VolumeOnDisk | null, facts: HostFacts): VolumeRow['nestedDocker'] {
  const { volumesOnDisk } = facts.sections;
  if (volumesOnDisk.state === 'unknown') return volumesOnDisk;
  if (disk === null)
    return unknown('not-collected', 'This volume has no directory under the data root that could be looked into.');
  if (disk.nestedDrivers === null) return known(null);
  const subvolumes = disk.dataPath === null ? [] : (nestedSubvolumes(disk.dataPath, facts) ?? []);
  return known({ driver: disk.nestedDrivers.join(', '), subvolumes: subvolumes.length });
}

function deletable(
  use: Fact<VolumeUseFacts>,
  found: ReturnType<typeof volumeUse> | null,
  nested: VolumeRow['nestedDocker'],
): VolumeRow['deletable'] {
  if (use.state === 'unknown' || found === null) {
    const why = use.state === 'unknown' ? use.detail : '';
    return { excuse: `Who uses it is not fully known, so it is treated as in use. ${why}`.trim() };
  }
  if (found.usedBy.length > 0) return { excuse: `Used by ${found.usedBy.join(', ')}. Remove that first.` };
  if (found.boundBy.length > 0) return { excuse: `Bound by its path into ${found.boundBy.join(', ')}.` };
  if (found.heldBy.length > 0) {
    const [first] = found.heldBy;
    return {
      excuse: `${first?.command} (process ${first?.pid}) works in it. Stop it first: deleting would destroy its data.`,
    };
  }
  if (found.mountedBelow.length > 0) {
    return { excuse: `${found.mountedBelow[0]} is mounted in it; deleting would reach through. Unmount it first.` };
  }
  const unreadable = use.value.hidden.filter((container) => container.why === 'unreadable');
  if (unreadable.length > 0) {
    return {
      excuse: `The configuration of ${counted(unreadable.length, 'container')} cannot be read (${unreadable[0]?.name}), and any volume may be its own. Repair or remove containers/${unreadable[0]?.id}/config.v2.json first.`,
    };
  }
  const [hidden] = use.value.hidden;
  if (hidden !== undefined) {
    return {
      excuse: `Docker does not show ${counted(use.value.hidden.length, 'container')} that lie on disk (${hidden.name}, made with ${hidden.driver}). While they exist no volume is deleted.`,
    };
  }
  if (nested.state === 'known' && nested.value !== null)
    return {
      excuse:
        'A whole Docker lies in it, and Docker would delete only half of that. Its own cleanup (Actions, Free space) removes all of it.',
    };
  return { ok: true };
}
