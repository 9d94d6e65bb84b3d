import type { Measurement } from '../../../domain/measurement.ts';
import { directoryIdentity } from '../leaks/leak.ts';
import type { Ownership } from '../ownership/ownership.ts';

/**
 * Where quotas are on already, btrfs knows what each subvolume holds alone, without any walk. It is what comes free when exactly
 * this one goes; what two orphans share is exclusive to neither, so a sum of these is a lower bound. Never a reason to switch
 * quotas on: that costs a rescan and can stall the host.
 */
export function qgroupMeasurements(ownership: Ownership, collectedAt: string): Measurement[] {
  const groups = new Map<string, number>();
  for (const filesystem of ownership.facts.btrfs) {
    for (const { id, uuid } of filesystem.subvolumes) {
      const group = filesystem.qgroups?.[String(id)];
      if (group !== undefined) groups.set(uuid, group.exclusiveBytes);
    }
  }
  return ownership.layerDirectories.flatMap((entry) => {
    const uuid = ownership.subvolumes.get(entry.name)?.own?.uuid;
    const bytes = uuid === undefined ? undefined : groups.get(uuid);
    if (bytes === undefined) return [];
    return [
      {
        kind: 'layer-directory' as const,
        object: entry.name,
        identity: directoryIdentity(entry, ownership),
        bytes,
        exact: false,
        how: 'quota group: held by it alone; shared data comes on top',
        measuredAt: collectedAt,
      },
    ];
  });
}
