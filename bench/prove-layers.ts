import type { Fact } from '../lib/domain/fact.ts';
import { known, unknown } from '../lib/domain/fact.ts';
import type { HostFacts } from '../lib/domain/host-facts.ts';
import { atOnce } from '../lib/domain/slices.ts';
import type { Leak } from '../lib/domain/storage-report.ts';
import { sizesFrom } from '../lib/facts/views/leaks/leak.ts';
import { orphanDirectories } from '../lib/facts/views/leaks/orphan-directories.ts';
import { buildOwnership } from '../lib/facts/views/ownership/ownership.ts';
import { ownershipFacts } from '../lib/facts/views/ownership/ownership-facts.ts';
import { refusals } from '../lib/facts/views/ownership/refusals.ts';

/**
 * The verdict on layer directories, by the very functions that the report uses (views/storage-report.ts), from a scan that read
 * only what this proof needs: names and small metadata files.
 */
export function proveLayers(facts: HostFacts): Fact<Leak[]> {
  const needed = ownershipFacts(facts);
  if (needed.state === 'unknown') return needed;
  const ownership = buildOwnership(needed.value);
  const refused = refusals(ownership);
  if (refused.length > 0) return unknown('no-capability', refused.map(({ excuse }) => excuse).join(' '));
  return known(atOnce(orphanDirectories(ownership, sizesFrom([]))));
}
