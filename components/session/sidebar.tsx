import { Activity, CalendarClock, ClipboardPaste, HeartPulse, LayoutDashboard, Plus, Settings } from 'lucide-react';
import type { HostCard } from '@/lib/domain/report';
import { HostStateMark } from '../hosts/host-state-mark';
import { BrandLink } from './brand';
import { NavLink } from './nav-link';
import { sidebarWords } from './sidebar-words';

interface SidebarProps {
  hosts: readonly HostCard[];
  mayAddHosts: boolean;
}

export function Sidebar({ hosts, mayAddHosts }: SidebarProps) {
  return (
    <div className="sticky top-0 flex h-dvh w-58 flex-col gap-6 overflow-y-auto px-3 py-4 max-lg:hidden print:hidden">
      <nav aria-label={sidebarWords.pages} className="flex flex-col gap-0.5">
        <div className="mb-5 px-2.5">
          <BrandLink />
        </div>
        <NavLink href="/" exact>
          <LayoutDashboard aria-hidden />
          {sidebarWords.overview}
        </NavLink>
        <NavLink href="/health">
          <HeartPulse aria-hidden />
          {sidebarWords.health}
        </NavLink>
        <NavLink href="/activity">
          <Activity aria-hidden />
          {sidebarWords.activity}
        </NavLink>
        <NavLink href="/schedules">
          <CalendarClock aria-hidden />
          {sidebarWords.schedules}
        </NavLink>
        <NavLink href="/diagnose">
          <ClipboardPaste aria-hidden />
          {sidebarWords.diagnose}
        </NavLink>
        <NavLink href="/settings">
          <Settings aria-hidden />
          {sidebarWords.settings}
        </NavLink>
      </nav>
      <nav aria-labelledby="sidebar-hosts" className="flex flex-col gap-0.5">
        <h2 id="sidebar-hosts" className="px-2.5 pb-1 text-xs font-medium text-faint">
          {sidebarWords.hosts}
        </h2>
        {hosts.map((host) => (
          <NavLink key={host.id} href={`/hosts/${host.id}`}>
            <HostStateMark host={host} />
            <span className="truncate">{host.name}</span>
          </NavLink>
        ))}
        {mayAddHosts ? (
          <NavLink href="/hosts/new">
            <Plus aria-hidden />
            {sidebarWords.addHost}
          </NavLink>
        ) : null}
      </nav>
    </div>
  );
}

/** The same pages under the thumb. Hosts are one tap away on the overview. */
export function BottomBar() {
  const looks = 'flex-1 flex-col gap-0.5 rounded-none px-1 py-2 text-xs justify-center';
  return (
    <nav
      aria-label={sidebarWords.pages}
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-sheet pb-[env(safe-area-inset-bottom)] lg:hidden short:static print:hidden"
    >
      <NavLink href="/" exact className={looks}>
        <LayoutDashboard aria-hidden />
        {sidebarWords.overview}
      </NavLink>
      <NavLink href="/health" className={looks}>
        <HeartPulse aria-hidden />
        {sidebarWords.health}
      </NavLink>
      <NavLink href="/activity" className={looks}>
        <Activity aria-hidden />
        {sidebarWords.activity}
      </NavLink>
      <NavLink href="/diagnose" className={looks}>
        <ClipboardPaste aria-hidden />
        {sidebarWords.diagnose}
      </NavLink>
      <NavLink href="/settings" className={looks}>
        <Settings aria-hidden />
        {sidebarWords.settings}
      </NavLink>
    </nav>
  );
}
