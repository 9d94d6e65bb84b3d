import type { HostCard } from '@/lib/domain/report';
import type { Leak, LedgerRow, LedgerRowId } from '@/lib/domain/storage-report';

/** Title and meaning of each row of the ledger. */
export const ledgerTitles: Record<LedgerRowId, { title: string; about: string }> = {
  'image-layers': { title: 'Image layers', about: 'Layers that images need.' },
  'writable-layers': { title: 'Writable layers', about: 'What containers wrote outside their volumes.' },
  volumes: { title: 'Volumes', about: 'Container data. Nested Docker data is counted separately.' },
  'build-cache': { title: 'Build cache', about: 'Kept by builds to make the next build faster.' },
  'container-logs': { title: 'Container logs', about: 'Output kept by the json-file and local log drivers.' },
  'deleted-files': {
    title: 'Deleted files still open',
    about: 'Deleted, but a process still has them open; freed when it closes them.',
  },
  'docker-other': { title: 'Other Docker files', about: 'Metadata, networks, plugins, swarm.' },
  quarantine: {
    title: 'Quarantine',
    about: 'Leaked layers that Bilge moved aside. Freed on their date, or earlier if you choose.',
  },
  'abandoned-stores': { title: 'Abandoned stores', about: 'Data of a storage driver that is no longer in use.' },
  'unused-data-roots': { title: 'Unused data roots', about: 'Other data roots of Docker that no running engine uses.' },
  'hidden-data': {
    title: 'Hidden under mounts',
    about: 'Data covered by a mounted filesystem; no program can see it.',
  },
  'nested-docker': { title: 'Nested Docker data', about: 'Docker data roots inside volumes (docker:dind).' },
  'leaked-layers': { title: 'Leaked layers', about: 'Layers that nothing refers to. Docker will never free them.' },
  unaccounted: { title: 'Unaccounted', about: 'What remains after everything measured is subtracted.' },
  'filesystem-overhead': { title: 'Filesystem overhead', about: 'Metadata, journal and reserve of the filesystem.' },
  'not-docker': { title: 'Not Docker', about: 'Everything else on this filesystem.' },
};

export const barOrder: readonly LedgerRowId[] = [
  'image-layers',
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
  'nested-docker',
  'leaked-layers',
  'unaccounted',
  'filesystem-overhead',
  'not-docker',
];

/** Rows that are Docker's own: the zoomed bar and the treemap show only these. */
export const dockerRows: readonly LedgerRowId[] = barOrder.slice(0, 13);

const fills: Partial<Record<LedgerRowId, string>> = {
  unaccounted: 'url(#unknown-hatch)',
};

/** The hatch is for bytes that are proven to be leaked, and for nothing else. */
export function fillOf(row: LedgerRowId, leakedRows: ReadonlySet<LedgerRowId>): string {
  if (leakedRows.has(row)) return 'url(#leak-hatch)';
  return fills[row] ?? `var(--color-row-${row})`;
}

export const alwaysLeaked: ReadonlySet<LedgerRowId> = new Set<LedgerRowId>(['leaked-layers']);

/** Nested Docker data is hatched only where a scan proved it unused. */
export function leakedRowsOf(leaks: readonly Leak[]): ReadonlySet<LedgerRowId> {
  const provenNested = leaks.some((leak) => leak.kind === 'nested-docker-root' && leak.state === 'orphan');
  return provenNested ? new Set<LedgerRowId>(['leaked-layers', 'nested-docker']) : alwaysLeaked;
}

/** A card knows the sum of what leaked, not each leak: more than the leaked layers is unused nested Docker data. */
export function leakedRowsOfCard({ ledger, leaked }: Pick<HostCard, 'ledger' | 'leaked'>): ReadonlySet<LedgerRowId> {
  if (leaked.state === 'unknown') return alwaysLeaked;
  const layers = segmentsOf(ledger, ['leaked-layers'])[0]?.bytes ?? 0;
  return leaked.value.bytes > layers ? new Set<LedgerRowId>(['leaked-layers', 'nested-docker']) : alwaysLeaked;
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
