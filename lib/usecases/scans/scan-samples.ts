import type { HostFacts } from '../../domain/host-facts.ts';
import type { StorageReport } from '../../domain/storage-report.ts';
import { healthSamples } from '../../health/samples.ts';

/** The numbers of a scan that are drawn over time, by name. */
export function samplesOf(facts: HostFacts, storage: StorageReport): Record<string, number> {
  const samples: Record<string, number> = {};
  const { filesystems } = facts.sections;
  const home =
    filesystems.state === 'known' ? filesystems.value.find(({ roles }) => roles.includes('data-root')) : null;
  if (home) {
    samples['data-root.used'] = home.usedBytes;
    samples['data-root.total'] = home.totalBytes;
  }
  for (const { row, filesystem, bytes } of storage.ledger.state === 'known' ? storage.ledger.value : []) {
    // The history is drawn against the size of the data root's filesystem: rows of others (containerd's root on the system's) would rise above it.
    if (bytes.state === 'known' && filesystem === home?.id) samples[`ledger.${row}`] = bytes.value;
  }
  if (storage.leaks.state === 'known') samples['leaks.count'] = storage.leaks.value.length;
  for (const sample of healthSamples(facts, storage)) samples[sample.name] = sample.value;
  return samples;
}
