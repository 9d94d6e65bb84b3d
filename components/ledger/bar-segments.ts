import { ledgerTitles } from '@/lib/domain/ledger-titles';
import { heldBackBytes, heldBackWords, usableBytes } from '@/lib/domain/space';
import type { FilesystemUsage } from '@/lib/domain/storage-facts';
import type { LedgerRow, LedgerRowId } from '@/lib/domain/storage-report';
import { barOrder, type DrawnRow, segmentsOf } from './ledger-rows';
import { ledgerWords } from './ledger-words';

export interface BarSegment {
  /** `held-back` and `free` are no rows: they are not used */
  id: DrawnRow | 'free';
  title: string;
  bytes: number;
}

type Filesystem = Pick<FilesystemUsage, 'type' | 'usedBytes' | 'freeBytes' | 'totalBytes'>;

/** The whole of a filesystem: what is used by row, what is held back, what is free. They add up to its size, and free is what its caption says. */
export function filesystemSegments(rows: readonly LedgerRow[], filesystem: Filesystem): BarSegment[] {
  const held = heldBackBytes(filesystem);
  const segments = [
    ...usedSegments(rows, filesystem.usedBytes),
    { id: 'held-back' as const, title: heldBackWords(filesystem.type).title, bytes: held },
    { id: 'free' as const, title: ledgerWords.free, bytes: filesystem.freeBytes },
  ];
  return segments.filter(({ bytes }) => bytes > 0);
}

/** Some filesystems tell more free than their size allows; then the bar is as long as both. */
export function sizeOf(filesystem: Filesystem): number {
  return Math.max(filesystem.totalBytes, usableBytes(filesystem));
}

/** Where rows overlap, the largest is drawn that much shorter; what no row explains is unaccounted. */
function usedSegments(rows: readonly LedgerRow[], usedBytes: number): BarSegment[] {
  const segments = rowSegments(rows, barOrder);
  const missing = usedBytes - segments.reduce((sum, { bytes }) => sum + bytes, 0);
  if (missing > 0) {
    const rest = segments.find(({ id }) => id === 'unaccounted');
    if (rest === undefined) segments.push({ id: 'unaccounted', title: ledgerTitles.unaccounted.title, bytes: missing });
    else rest.bytes += missing;
  }
  for (let over = -missing; over > 0; ) {
    const largest = segments.reduce((one, other) => (other.bytes > one.bytes ? other : one));
    const less = Math.min(over, largest.bytes);
    if (less <= 0) break;
    largest.bytes -= less;
    over -= less;
  }
  return segments;
}

/** Only some rows, enlarged: as long as their sum. */
export function rowSegments(rows: readonly LedgerRow[], order: readonly LedgerRowId[]): BarSegment[] {
  return segmentsOf(rows, order).map(({ row, bytes }) => ({ id: row, title: ledgerTitles[row].title, bytes }));
}
