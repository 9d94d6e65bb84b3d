import type { PaletteEntry } from '@/components/session/palette-search';
import { type Actor, hasRole } from '@/lib/access/actor';
import type { HostCard } from '@/lib/domain/report';

/** Everything the palette offers this user; what they may not do is left out. */
export function paletteEntries(hosts: readonly HostCard[], actor: Actor): PaletteEntry[] {
  return [
    ...pages(actor),
    ...hosts.flatMap(placesOf),
    ...hosts.flatMap(findingsOf),
    ...hosts.flatMap(actionsOf(actor)),
  ];
}

function pages(actor: Actor): PaletteEntry[] {
  const page = (label: string, target: string): PaletteEntry => ({ group: 'Pages', label, target });
  return [
    page('Overview', '/'),
    page('Health of all hosts', '/health'),
    page('Activity', '/activity'),
    page('Diagnose pasted output', '/diagnose'),
    ...(hasRole(actor, 'admin') ? [page('Add a host', '/hosts/new')] : []),
    page('Settings: hosts', '/settings/hosts'),
    page('Settings: appearance', '/settings/appearance'),
    page('My account', '/settings/account'),
  ];
}

const tabs = [
  ['ledger', 'ledger'],
  ['layers', 'layers & subvolumes'],
  ['volumes', 'volumes'],
  ['actions', 'actions'],
  ['history', 'history'],
  ['about', 'about this host'],
] as const;

function placesOf(host: HostCard): PaletteEntry[] {
  const base = `/hosts/${host.id}`;
  return [
    { group: 'Hosts', label: host.name, detail: host.platformTitle ?? host.url, target: base },
    ...tabs.map(([path, words]): PaletteEntry => {
      return { group: 'Hosts', label: `${host.name}: ${words}`, target: `${base}/${path}` };
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
    const scan: PaletteEntry = { group: 'Actions', label: `Scan ${host.name} now`, target: { kind: 'scan', ...who } };
    const { worst } = host;
    if (!worst || !hasRole(actor, 'operator')) return [scan];
    const plans = worst.remedies.map((remedy): PaletteEntry => {
      const label = `Plan cleanup: ${remedy.label}`;
      return { group: 'Actions', label, detail: host.name, target: { kind: 'plan', ...who, remedy } };
    });
    return [scan, ...plans];
  };
}
