import type { ReactNode } from 'react';
import { HatchPatterns } from '@/components/ledger/hatch-patterns';
import { RunningRuns } from '@/components/runs/running-runs';
import type { PaletteEntry } from '@/components/session/command-palette';
import { FreshLoginProvider } from '@/components/session/fresh-login';
import { KeyHelp } from '@/components/session/key-help';
import { LiveUpdates } from '@/components/session/live-updates';
import { BottomBar, Rail } from '@/components/session/rail';
import { TopBar } from '@/components/session/top-bar';
import { hasRole } from '@/lib/access/actor';
import type { HostCard } from '@/lib/domain/report';
import { isFinal } from '@/lib/domain/run';
import { listRuns } from '@/lib/usecases/runs';
import { requirePageActor } from '../guarded';
import { overviewOf } from '../reads';
import { logOut, reauthenticate } from './actions';

export default async function ShellLayout({ children }: { children: ReactNode }) {
  const context = await requirePageActor();
  const { cards: hosts } = overviewOf(context);
  const { name, role } = context.actor;
  const running = listRuns(context.app, context.actor, { limit: 20 }).filter((run) => !isFinal(run.state));
  const nameOf = (hostId: string): string => hosts.find((host) => host.id === hostId)?.name ?? hostId;
  return (
    <FreshLoginProvider reauthenticate={reauthenticate}>
      <div className="flex">
        <a
          href="#main"
          className="sr-only z-50 rounded-md bg-signal px-3 py-2 text-on-signal focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          Skip to the page
        </a>
        <HatchPatterns />
        <Rail hosts={hosts} mayAddHosts={hasRole(context.actor, 'admin')} />
        <div className="min-w-0 flex-1">
          <TopBar
            viewer={{ name, role }}
            entries={paletteEntries(hosts)}
            logOut={logOut}
            running={
              <RunningRuns
                runs={running.map((run) => ({ id: run.id, title: run.title, hostName: nameOf(run.hostId) }))}
              />
            }
          />
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
    </FreshLoginProvider>
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
