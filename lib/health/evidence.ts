import { formatBytes } from '../domain/bytes.ts';
import type { Fact } from '../domain/fact.ts';
import type { EvidenceTable } from '../domain/finding.ts';
import { printableName } from '../domain/names.ts';

const maxRows = 500;

/** Values are shown as they are, control characters escaped: a file name must not be able to forge a row. */
export function evidence(command: string | null, columns: string[], rows: string[][]): EvidenceTable {
  const shown = rows.slice(0, maxRows).map((row) => row.map(printableName));
  if (rows.length > maxRows) {
    shown.push(columns.map((_, index) => (index === 0 ? `… and ${rows.length - maxRows} more` : '')));
  }
  return { command, columns, rows: shown };
}

export function bytesCell(bytes: Fact<number>): string {
  return bytes.state === 'known' ? formatBytes(bytes.value) : `unknown (${bytes.reason.replaceAll('-', ' ')})`;
}

/** The known part of a sum, and whether it is complete. */
export function sumBytes(values: readonly Fact<number>[]): { bytes: number; complete: boolean } {
  let bytes = 0;
  let complete = true;
  for (const value of values) {
    if (value.state === 'known') bytes += value.value;
    else complete = false;
  }
  return { bytes, complete };
}

/** `38.2 GiB`, `at least 38.2 GiB`, or `an unknown amount`. */
export function sizeWords(sum: { bytes: number; complete: boolean }): string {
  if (sum.complete) return formatBytes(sum.bytes);
  return sum.bytes > 0 ? `at least ${formatBytes(sum.bytes)}` : 'an unknown amount';
}

/** What can be freed, if a figure is known: an unmeasured size is not zero. Spread into a finding. */
export function reclaimableOf(sum: { bytes: number; complete: boolean }): {
  reclaimable?: { bytes: number; exact: boolean };
} {
  return !sum.complete && sum.bytes === 0 ? {} : { reclaimable: { bytes: sum.bytes, exact: false } };
}
