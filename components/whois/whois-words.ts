import type { WhoisKind, WhoisMatch } from '@/lib/domain/answers/whois';
import { formatNumber } from '@/lib/domain/format';

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

/** Every text of the page that looks up who owns a name. */
export const whoisWords = {
  title: 'Who owns it',
  about:
    'Paste the name of a directory, a path, a layer, an image, a volume, a container or a lease. The answer is from the last scan; no host is asked.',
  tooLong: 'This is too long',
  longest: (bytes: number) => `A name has at most ${bytes} bytes.`,
  nothingOn: (hosts: string) => `Not found on ${hosts}.`,
  notScanned: (hosts: string) => `Not scanned yet, so it may be there: ${hosts}.`,
  noHosts: 'There are no hosts yet',
  addFirst: 'Add one and scan it first.',
  inside: 'This path lies inside the following object.',
  part: 'The path itself is unknown here; a part of it is the name of the following object.',
  begins: (count: number) => `${count === 1 ? '1 object begins' : `${formatNumber(count)} objects begin`} with this`,
  choose: 'Paste more of the name to choose one.',
  nothing: 'Nothing on this host has this name.',
  shown: (shown: number, all: number) => `${shown} of ${all} are shown.`,
  asOf: 'As of the scan',
  searched: (lists: string) => `. Searched: ${lists || 'nothing'}.`,
  notSearched: (lists: string) => `Not searched, so it may be there: ${lists}`,
  name: 'Name, path or id',
  host: 'Host',
  allHosts: 'All hosts',
  lookUp: 'Look up',
  owner: 'Owner',
  why: 'Why it is there',
  size: 'Size',
  frees: 'What frees it',
  blocked: (reason: string) => `Blocked now: ${reason}`,
  path: 'Path',
  thePath: 'the path',
};
