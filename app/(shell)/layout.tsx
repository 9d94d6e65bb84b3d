import type { ReactNode } from 'react';
import { HatchPatterns } from '@/components/ledger/hatch-patterns';
import type { PaletteEntry } from '@/components/session/command-palette';
import { KeyHelp } from '@/components/session/key-help';
import { LiveUpdates } from '@/components/session/live-updates';
import { BottomBar, Rail } from '@/components/session/rail';
import { TopBar } from '@/components/session/top-bar';
import type { HostCard } from '@/lib/domain/report';
import { readHostCards, requireViewer } from '../reads';
import { logOut } from '../session-actions';

export default async function ShellLayout({ children }: { children: ReactNode }) {
  const viewer = await requireViewer();
  const hosts = await readHostCards();
  return (
    <div className="flex">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-signal px-3 py-2 text-on-signal focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      <HatchPatterns />
      <Rail hosts={hosts} mayAddHosts={viewer.role === 'admin'} />
      <div className="min-w-0 flex-1">
        <TopBar viewer={viewer} entries={paletteEntries(hosts)} logOut={logOut} running={null} />
        <main
          id="main"
          tabIndex={-1}
          className="mx-auto max-w-7xl px-4 pt-2 pb-28 outline-none sm:px-6 lg:px-8 lg:pb-16"
        >
          {children}
        </main>
      </div>
      <BottomBar />
      <KeyHelp />
      <LiveUpdates />
    </div>
  );
}

function paletteEntries(hosts: readonly HostCard[]): PaletteEntry[] {
  const pages: PaletteEntry[] = [
    { group: 'Pages', label: 'Overview', href: '/' },
    { group: 'Pages', label: 'Activity', href: '/activity' },
    { group: 'Pages', label: 'Add a host', href: '/hosts/new' },
    { group: 'Pages', label: 'Settings: hosts', href: '/settings/hosts' },
    { group: 'Pages', label: 'Settings: appearance', href: '/settings/appearance' },
    { group: 'Pages', label: 'My account', href: '/settings/account' },
  ];
  const ofHosts = hosts.flatMap((host): PaletteEntry[] => [
    { group: 'Hosts', label: host.name, detail: host.platformTitle ?? host.url, href: `/hosts/${host.id}` },
    { group: 'Hosts', label: `${host.name}: ledger`, href: `/hosts/${host.id}/ledger` },
    { group: 'Hosts', label: `${host.name}: layers & subvolumes`, href: `/hosts/${host.id}/layers` },
    { group: 'Hosts', label: `${host.name}: volumes`, href: `/hosts/${host.id}/volumes` },
  ]);
  const findings = hosts.flatMap((host): PaletteEntry[] =>
    host.worst
      ? [{ group: 'Findings', label: host.worst.title, detail: host.name, href: `/hosts/${host.id}#${host.worst.key}` }]
      : [],
  );
  return [...pages, ...ofHosts, ...findings];
}
