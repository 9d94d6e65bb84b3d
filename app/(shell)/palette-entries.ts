import type { PaletteActions, PaletteEntry } from '@/components/session/palette-search';
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
    ...hosts.flatMap(placesOf),
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
export function paletteActions(hosts: readonly HostCard[], actor: Actor): PaletteActions {
  if (!hasRole(actor, 'operator')) return { actions: [], hosts: [] };
  return { actions: actionWords(), hosts: hosts.map(({ id, name }) => ({ id, name })) };
}

const tabs = [
  ['ledger', 'ledger', 'space usage disk full df du treemap where'],
  ['layers', 'layers & subvolumes', 'orphan unreferenced leak overlay2 btrfs'],
  ['volumes', 'volumes', 'anonymous data nested dind'],
  ['actions', 'actions', 'cleanup clean up prune fix free delete'],
  ['quarantine', 'quarantine', 'undo restore back put aside set purge recover trash'],
  ['history', 'history', 'forecast full growth chart runs days'],
  ['about', 'about this host', 'identity platform engine version reach address'],
] as const;

function placesOf(host: HostCard): PaletteEntry[] {
  const base = `/hosts/${host.id}`;
  return [
    { group: 'Hosts', label: host.name, detail: host.platformTitle ?? host.url, target: base },
    ...tabs.map(([path, title, words]): PaletteEntry => {
      return { group: 'Hosts', label: `${host.name}: ${title}`, words, target: `${base}/${path}` };
    }),
  ];
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
