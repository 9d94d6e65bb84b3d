import type { HostCard } from '@/lib/domain/report';
import type { Leak, LedgerRow, LedgerRowId } from '@/lib/domain/storage-report';

export const barOrder: readonly LedgerRowId[] = [
  'image-layers',
  'compressed-copies',
  'writable-layers',
  'volumes',
  'build-cache',
  'container-logs',
  'deleted-files',
  'docker-other',
  'quarantine',
  'abandoned-stores',
  'unused-data-roots',
  'hidden-data',
  'other-containerd-users',
  'unfinished-transfers',
  'unproven-leases',
  'nested-docker',
  'leaked-layers',
  'unaccounted',
  'filesystem-overhead',
  'not-docker',
];

/** Rows that are Docker's own: the zoomed bar and the treemap show only these. */
export const dockerRows: readonly LedgerRowId[] = barOrder.slice(0, 17);

/** What is drawn of a filesystem; what it holds back is no row, because it is not used. */
export type DrawnRow = LedgerRowId | 'held-back';

const fills: Partial<Record<DrawnRow, string>> = {
  unaccounted: 'url(#unknown-hatch)',
  'held-back': 'url(#held-back)',
};

/** The hatch is for bytes that are proven to be leaked, and for nothing else. */
export function fillOf(row: DrawnRow, leakedRows: ReadonlySet<DrawnRow>): string {
  if (leakedRows.has(row)) return 'url(#leak-hatch)';
  return fills[row] ?? `var(--color-row-${row})`;
}

export const alwaysLeaked: ReadonlySet<LedgerRowId> = new Set<LedgerRowId>(['leaked-layers']);

/** Nested Docker data is hatched only where a scan proved it unused. */
export function leakedRowsOf(leaks: readonly Leak[]): ReadonlySet<LedgerRowId> {
  const provenNested = leaks.some((leak) => leak.kind === 'nested-docker-root' && leak.state === 'orphan');
  return provenNested ? new Set<LedgerRowId>(['leaked-layers', 'nested-docker']) : alwaysLeaked;
}

/** The same of a card. */
export function leakedRowsOfCard({ leaked }: Pick<HostCard, 'leaked'>): ReadonlySet<LedgerRowId> {
  const hasNested = leaked.state === 'known' && leaked.value.nested.count > 0;
  return hasNested ? new Set<LedgerRowId>(['leaked-layers', 'nested-docker']) : alwaysLeaked;
}

export interface Segment {
  row: LedgerRowId;
  bytes: number;
}

export function segmentsOf(rows: readonly LedgerRow[], order: readonly LedgerRowId[] = barOrder): Segment[] {
  const segments: Segment[] = [];
  for (const id of order) {
    let bytes = 0;
    for (const row of rows) if (row.row === id && row.bytes.state === 'known') bytes += row.bytes.value;
    if (bytes > 0) segments.push({ row: id, bytes });
  }
  return segments;
}
