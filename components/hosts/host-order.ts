import { hostsByName } from '@/lib/domain/host-names';
import type { HostCard } from '@/lib/domain/report';
import { conditionOf } from './host-state-mark';
import { hostWords } from './host-words';

export const hostFilters: { id: string; label: string; keeps: (host: HostCard) => boolean }[] = [
  { id: 'all', label: hostWords.all, keeps: () => true },
  {
    id: 'needs-attention',
    label: hostWords.needsAttention,
    keeps: (host) => wordOf(host) === hostWords.needsAttention,
  },
  { id: 'warnings', label: hostWords.warnings, keeps: (host) => wordOf(host) === hostWords.warnings },
  {
    id: 'leaking',
    label: hostWords.leaking,
    keeps: (host) => host.leaked.state === 'known' && host.leaked.value.count > 0,
  },
  { id: 'unreachable', label: hostWords.unreachable, keeps: (host) => host.state.state === 'unreachable' },
];

export const hostOrders: { id: string; label: string; compare: (a: HostCard, b: HostCard) => number }[] = [
  {
    id: 'worst',
    label: hostWords.worstFirst,
    compare: (a, b) => urgency(b) - urgency(a) || leak(b) - leak(a) || hostsByName(a, b),
  },
  { id: 'leak', label: hostWords.leakFirst, compare: (a, b) => leak(b) - leak(a) || hostsByName(a, b) },
  { id: 'free', label: hostWords.freeFirst, compare: (a, b) => free(a) - free(b) || hostsByName(a, b) },
  { id: 'name', label: hostWords.byName, compare: hostsByName },
];

/** The word on the host's card, so that a chip counts what the cards say. A scan that runs changes nothing yet. */
function wordOf(host: HostCard): string {
  const isScanning = host.state.state === 'scanning';
  return conditionOf(isScanning ? { ...host, state: { ...host.state, state: 'reachable' } } : host).word;
}

/** A host that cannot be reached comes right after the critical ones: what it has is unknown since then, and may be worse. */
function urgency({ findings, state }: HostCard): number {
  return findings.critical * 1_000_000 + (state.state === 'unreachable' ? 500_000 : 0) + findings.warning;
}

/** Hosts with an unknown leak come last; their own row says so. */
function leak({ leaked }: HostCard): number {
  return leaked.state === 'known' ? leaked.value.bytes : -1;
}

function free({ dataRootFilesystem }: HostCard): number {
  return dataRootFilesystem?.freeBytes ?? Number.MAX_SAFE_INTEGER;
}
