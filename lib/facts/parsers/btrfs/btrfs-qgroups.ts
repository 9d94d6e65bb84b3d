import { failure, lines } from '../records.ts';

/**
 * `btrfs qgroup show --raw`, to 5.16 and from 6.2:
 *
 *   qgroupid         rfer         excl            Qgroupid    Referenced    Exclusive   Path
 *   --------         ----         ----            --------    ----------    ---------   ----
 *   0/256           16384        16384            0/256            16384        16384   docker/…
 *
 * A path may hold newlines, so lines that do not begin with a qgroup id are skipped after the header.
 */
export function parseQgroups(bytes: Buffer): Record<string, { referencedBytes: number; exclusiveBytes: number }> {
  const all = lines(bytes).map((line) => line.toString('latin1'));
  if (!/^qgroupid\s+(rfer|referenced)\s+excl/i.test(all[0] ?? '')) {
    throw failure('btrfs qgroup show', 'it has another header', all[0] ?? '');
  }
  const groups: Record<string, { referencedBytes: number; exclusiveBytes: number }> = {};
  for (const line of all.slice(1)) {
    const found = /^0\/(\d+)\s+(\d+)\s+(\d+)(\s|$)/.exec(line);
    if (found === null) continue;
    const [, id = '', referenced, exclusive] = found;
    groups[id] ??= { referencedBytes: Number(referenced), exclusiveBytes: Number(exclusive) };
  }
  return groups;
}
