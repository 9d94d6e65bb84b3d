import type { HostFacts } from '../../../domain/host-facts.ts';
import { defaultMinAgeHours } from '../../../domain/prune-rules.ts';

/** As of the scan: what is not offered yet is not reclaimable yet. */
const leastSeconds = defaultMinAgeHours * 3600;

interface Age {
  /** latest time at which it was created, used or changed; null = unknown, which is not old */
  lastUsedSeconds: number | null;
  /** ISO, since when scans have seen it unused; null = not before this one; undefined: only use and creation count */
  unusedSince?: string | null | undefined;
}

export function isUnusedLongEnough({ collectedAt }: HostFacts, { lastUsedSeconds, unusedSince }: Age): boolean {
  const now = Date.parse(collectedAt) / 1000;
  if (lastUsedSeconds === null || !(now - lastUsedSeconds >= leastSeconds)) return false;
  if (unusedSince === undefined) return true;
  return unusedSince !== null && now - Date.parse(unusedSince) / 1000 >= leastSeconds;
}
