import type { PaletteEntry, PalettePerHost } from '@/components/session/palette-search';
import { type Actor, hasRole } from '@/lib/access/actor';
import type { HostCard } from '@/lib/domain/report';
import type { Run } from '@/lib/domain/run';
import { actionWords } from '@/lib/usecases/plans/action-words';
import { palettePages, themeEntries } from './palette-pages';

/** Everything the palette offers this user; what they may not do is left out. */
export function paletteEntries(
  hosts: readonly HostCard[],
  actor: Actor,
  runs: readonly Pick<Run, 'id' | 'title' | 'state' | 'hostId'>[],
): PaletteEntry[] {
  const nameOf = new Map(hosts.map(({ id, name }) => [id, name]));
  return [
    ...palettePages(actor, hosts.length),
    ...hosts.map(placeOf),
    ...hosts.flatMap(findingsOf),
    ...hosts.flatMap(actionsOf(actor)),
    ...themeEntries,
    ...runs.map(
      ({ id, title, state, hostId }): PaletteEntry => ({
        group: 'Runs',
        label: title,
        detail: `${nameOf.get(hostId) ?? 'a removed host'}, ${state}, ${id.slice(-6)}`,
        words: 'run undo restore result journal log',
        target: `/runs/${id}`,
      }),
    ),
  ];
}

/** Who may only look is not led to what they cannot do; the page of actions says why each is blocked. */
export function palettePerHost(hosts: readonly HostCard[], actor: Actor): PalettePerHost {
  return {
    places,
    actions: hasRole(actor, 'operator') ? actionWords() : [],
    hosts: hosts.map(({ id, name }) => ({ id, name })),
  };
}

const places = [
  { path: 'ledger', title: 'ledger', words: 'space usage disk full df du treemap where' },
  { path: 'layers', title: 'layers & subvolumes', words: 'orphan unreferenced leak overlay2 btrfs' },
  { path: 'volumes', title: 'volumes', words: 'anonymous data nested dind' },
  { path: 'actions', title: 'actions', words: 'cleanup clean up prune fix free delete' },
  { path: 'quarantine', title: 'quarantine', words: 'undo restore back put aside set purge recover trash' },
  { path: 'history', title: 'history', words: 'forecast full growth chart runs days' },
  { path: 'about', title: 'about this host', words: 'identity platform engine version reach address' },
];

function placeOf(host: HostCard): PaletteEntry {
  return { group: 'Hosts', label: host.name, detail: host.platformTitle ?? host.url, target: `/hosts/${host.id}` };
}

function findingsOf(host: HostCard): PaletteEntry[] {
  const { worst } = host;
  if (!worst) return [];
  return [{ group: 'Findings', label: worst.title, detail: host.name, target: `/hosts/${host.id}#${worst.key}` }];
}

function actionsOf(actor: Actor): (host: HostCard) => PaletteEntry[] {
  return (host) => {
    const who = { hostId: host.id, hostName: host.name };
    const scan: PaletteEntry = {
      group: 'Actions',
      label: `Scan ${host.name} now`,
      words: 'refresh rescan update check look again',
      target: { kind: 'scan', ...who },
    };
    if (!hasRole(actor, 'operator')) return [scan];
    const plans = host.offers
      .filter(({ blocked }) => blocked === null || blocked.kind === 'not-judged')
      .map(({ label, actionId, params, blocked }): PaletteEntry => {
        const words = 'cleanup leak free full prune disk space';
        const plan = { kind: 'plan', ...who, remedy: { actionId, params } } as const;
        // What is not planned yet may come to nothing: the list of actions says what can be done instead.
        const target = blocked === null ? plan : `/hosts/${host.id}/actions`;
        return { group: 'Actions', label: `Plan cleanup: ${label}`, detail: host.name, words, target };
      });
    return [scan, ...plans];
  };
}
