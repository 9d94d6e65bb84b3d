import type { ReactNode } from 'react';
import { HatchPatterns } from '@/components/ledger/hatch-patterns';
import { RunningRuns } from '@/components/runs/running-runs';
import { FreshLoginProvider } from '@/components/session/fresh-login';
import { KeyHelp } from '@/components/session/key-help';
import { LiveUpdates } from '@/components/session/live-updates';
import { BottomBar, Sidebar } from '@/components/session/sidebar';
import { sidebarWords } from '@/components/session/sidebar-words';
import { TopBar } from '@/components/session/top-bar';
import { hasRole } from '@/lib/access/actor';
import { isFinal } from '@/lib/domain/run';
import { listRuns } from '@/lib/usecases/runs/runs';
import { waysToConfirm } from '@/lib/usecases/sign-in/settings';
import { requirePageActor } from '../guarded';
import { overviewOf } from '../reads';
import { logOut, reauthenticate } from './actions';
import { paletteEntries, palettePerHost } from './palette-entries';

export default async function ShellLayout({ children }: { children: ReactNode }) {
  const context = await requirePageActor();
  // Before anything is read: every later change is sent.
  const revision = context.app.events.revision;
  const { cards: hosts } = overviewOf(context);
  const { name, role } = context.actor;
  const runs = listRuns(context.app, context.actor, { limit: 20 });
  const running = runs.filter((run) => !isFinal(run.state));
  const nameOf = (hostId: string): string => hosts.find((host) => host.id === hostId)?.name ?? hostId;
  return (
    <FreshLoginProvider reauthenticate={reauthenticate} {...waysToConfirm(context.app, context.actor)}>
      <div className="flex max-lg:short:block">
        <a
          href="#main"
          className="sr-only z-50 rounded-md bg-signal px-3 py-2 text-on-signal focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
        >
          {sidebarWords.skip}
        </a>
        <HatchPatterns />
        <Sidebar hosts={hosts} mayAddHosts={hasRole(context.actor, 'admin')} />
        <div className="min-w-0 flex-1">
          <TopBar
            viewer={{ name, role }}
            entries={paletteEntries(hosts, context.actor, runs)}
            perHost={palettePerHost(hosts, context.actor)}
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
            className="mx-auto max-w-7xl px-4 pt-2 pb-20 sm:pb-28 outline-none sm:px-6 lg:px-8 lg:pb-16 short:pb-6"
          >
            {children}
          </main>
        </div>
        <BottomBar />
        <KeyHelp />
        <LiveUpdates revision={revision} />
      </div>
    </FreshLoginProvider>
  );
}
