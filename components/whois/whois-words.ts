import type { WhoisKind, WhoisMatch } from '@/lib/domain/answers/whois';

export const kindWords: Record<WhoisKind, string> = {
  layer: 'Layer',
  subvolume: 'Subvolume',
  volume: 'Volume',
  image: 'Image',
  container: 'Container',
  network: 'Network',
  'build-cache-record': 'Build cache record',
  'quarantine-entry': 'Quarantined',
  'containerd-snapshot': 'containerd snapshot',
  'containerd-lease': 'containerd lease',
  'containerd-blob': 'containerd blob',
  'abandoned-store': 'Store of an unused driver',
  'data-root': 'Data root',
  'hidden-data': 'Hidden data',
  snapshot: 'Snapshot',
  'deleted-file': 'Deleted file',
};

/** The list on the host's own pages that shows it among its like. */
export function listOf({ kind }: WhoisMatch, hostId: string): { href: string; words: string } | null {
  const base = `/hosts/${hostId}`;
  switch (kind) {
    case 'layer':
    case 'containerd-snapshot':
    case 'containerd-lease':
    case 'subvolume':
      return { href: `${base}/layers`, words: 'All layers and subvolumes' };
    case 'volume':
      return { href: `${base}/volumes`, words: 'All volumes' };
    case 'quarantine-entry':
      return { href: `${base}/quarantine`, words: 'The quarantine' };
    default:
      return { href: `${base}/ledger`, words: 'The ledger of this host' };
  }
}
