import type { HostFacts } from '../domain/host-facts.ts';
import type { StorageReport } from '../domain/storage-report.ts';

export interface HealthSample {
  name: string;
  value: number;
}

/** What a scan stores for the checks of later scans (`past.samples`). */
export function healthSamples(facts: HostFacts, storage: StorageReport): HealthSample[] {
  const samples: HealthSample[] = [];
  const { btrfs } = facts.sections;
  if (btrfs.state === 'known') {
    for (const filesystem of btrfs.value) {
      if (filesystem.pendingDeletions !== null) {
        samples.push({ name: pendingSample(filesystem.uuid), value: filesystem.pendingDeletions });
      }
    }
  }
  if (storage.layers.state === 'known') {
    for (const layer of storage.layers.value) {
      if (layer.kind === 'container' && layer.bytes.state === 'known') {
        samples.push({ name: writableSample(layer.containers[0] ?? layer.name), value: layer.bytes.value });
      }
    }
  }
  return samples;
}

export const pendingSample = (uuid: string): string => `btrfs-pending-deletions:${uuid}`;
export const writableSample = (container: string): string => `writable-layer-bytes:${container}`;
