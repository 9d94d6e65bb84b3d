import { type Fact, known, mapFact } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { QuarantineEntry } from '../../../domain/layer-facts.ts';
import type { Measurement } from '../../../domain/measurement.ts';
import type { QuarantinedRow } from '../../../domain/storage-report.ts';
import { leaseHolds } from '../containerd/lease-holds.ts';
import { notMeasured, type Sizes } from '../leaks/leak.ts';

/**
 * What a quarantined layer takes: as measured there; else as its layer was measured before it was moved, which changed nothing in it;
 * else as the run noted it. Ledger, quarantine page and the plan that purges it all ask here.
 */
export function quarantineSize(
  entry: QuarantineEntry,
  sizes: Sizes,
): Measurement | { bytes: number; how: string } | null {
  const there = sizes.find('quarantine-entry', entry.entry, `${entry.device}:${entry.inode}`);
  if (there !== null) return there;
  const before = sizes.find('layer-directory', entry.originalName);
  if (before !== null) return { bytes: before.bytes, how: 'as measured before it was moved' };
  const noted = Number(entry.note.bytes ?? Number.NaN);
  return Number.isSafeInteger(noted) && noted >= 0 ? { bytes: noted, how: 'as the run noted it' } : null;
}

/** Layers that were moved aside, and holds in containerd's store; the latter keep what lies in one store, each at a path of its own. */
export function quarantineRows({ sections }: HostFacts, sizes: Sizes): Fact<QuarantinedRow[]> {
  const holds = leaseHolds({ sections });
  return mapFact(sections.quarantine, (entries) => [
    ...entries.map((entry) => {
      const size = quarantineSize(entry, sizes);
      return { entry: entry.entry, path: entry.path, bytes: size === null ? notMeasured : known(size.bytes) };
    }),
    ...(holds.state === 'known' ? holds.value : []).map(({ entry, namespace, bytes }) => ({
      entry,
      path: `containerd, namespace ${namespace}, lease ${entry}`,
      bytes: bytes === null ? notMeasured : known(bytes),
    })),
  ]);
}
