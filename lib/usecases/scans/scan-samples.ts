import { filesystemOfDataRoot } from '../../domain/data-root-filesystem.ts';
import { valueOr } from '../../domain/fact.ts';
import { type CheckOutcome, severities } from '../../domain/finding.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { FilesystemUsage } from '../../domain/storage-facts.ts';
import type { StorageReport } from '../../domain/storage-report.ts';
import { effectiveMetadataPercent } from '../../health/btrfs-space.ts';
import { findingsOf } from '../../health/judge.ts';
import { healthSamples } from '../../health/samples.ts';

/** The numbers of a scan that are drawn over time, by name. */
export function samplesOf(facts: HostFacts, storage: StorageReport): Record<string, number> {
  const samples: Record<string, number> = {};
  const home = filesystemOfDataRoot(valueOr(facts.sections.filesystems, []));
  if (home) {
    samples['data-root.used'] = home.usedBytes;
    samples['data-root.total'] = home.totalBytes;
    const percent = metadataPercent(facts, home);
    if (percent !== null) samples[metadataSample] = percent / 100;
  }
  for (const { row, filesystem, bytes } of storage.ledger.state === 'known' ? storage.ledger.value : []) {
    // The history is drawn against the size of the data root's filesystem: rows of others (containerd's root on the system's) would rise above it.
    if (bytes.state === 'known' && filesystem === home?.id) samples[`ledger.${row}`] = bytes.value;
  }
  if (storage.leaks.state === 'known') samples['leaks.count'] = storage.leaks.value.length;
  const startedSeconds = daemonStart(facts);
  if (startedSeconds !== null) samples['daemon.started'] = startedSeconds;
  for (const sample of healthSamples(facts, storage)) samples[sample.name] = sample.value;
  return samples;
}

export function findingSamples(outcomes: readonly CheckOutcome[]): Record<string, number> {
  const counts: Record<string, number> = Object.fromEntries(severities.map((severity) => [`findings.${severity}`, 0]));
  for (const { severity } of findingsOf(outcomes))
    counts[`findings.${severity}`] = (counts[`findings.${severity}`] ?? 0) + 1;
  return counts;
}

/** Between 0 and 1, of the btrfs that holds Docker's data. */
export const metadataSample = 'data-root.metadata-ratio';

function metadataPercent({ sections: { btrfsUsage } }: HostFacts, home: FilesystemUsage): number | null {
  const own =
    btrfsUsage.state === 'known'
      ? btrfsUsage.value.find(({ mountPoint }) => mountPoint === home.mountPoint)
      : undefined;
  return own === undefined ? null : effectiveMetadataPercent(own);
}

/** null where several run, or it cannot be seen: then no restart is marked. */
function daemonStart(facts: HostFacts): number | null {
  const { daemonProcesses } = facts.sections;
  const [only, another] = daemonProcesses.state === 'known' ? daemonProcesses.value.daemons : [];
  return only === undefined || another !== undefined ? null : only.startedSeconds;
}
