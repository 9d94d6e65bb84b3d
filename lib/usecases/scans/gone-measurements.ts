import type { HostFacts } from '../../domain/host-facts.ts';
import type { MeasuredKind } from '../../domain/measurement.ts';

/**
 * What there is of each kind, where the scan could list all of it; a kind that it could not is left out: not seen is not gone.
 * Kinds without a listing of their own end with their age (lib/store/database/retention.ts).
 */
export function listedObjects({ sections }: HostFacts): Map<MeasuredKind, ReadonlySet<string>> {
  const { driverDirectories, volumesOnDisk, quarantine, otherDataRoots, hiddenData } = sections;
  const listed = new Map<MeasuredKind, ReadonlySet<string>>();
  if (driverDirectories.state === 'known')
    listed.set('layer-directory', new Set(driverDirectories.value.entries.map(({ name }) => name)));
  if (volumesOnDisk.state === 'known') listed.set('volume', new Set(volumesOnDisk.value.map(({ name }) => name)));
  if (quarantine.state === 'known') listed.set('quarantine-entry', new Set(quarantine.value.map(({ entry }) => entry)));
  if (otherDataRoots.state === 'known')
    listed.set('other-data-root', new Set(otherDataRoots.value.map(({ path }) => path)));
  if (hiddenData.state === 'known' && hiddenData.value.unseen.length === 0)
    listed.set('hidden-data', new Set(hiddenData.value.places.map(({ mountPoint }) => mountPoint)));
  return listed;
}
