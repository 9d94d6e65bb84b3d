import type { ReactNode } from 'react';
import { BrandLink } from './brand';
import { CommandPalette } from './command-palette';
import type { PaletteEntry, PalettePerHost } from './palette-search';
import { ThemeSwitch } from './theme-switch';
import { UserMenu } from './user-menu';

interface TopBarProps {
  viewer: { name: string; role: string };
  entries: readonly PaletteEntry[];
  perHost: PalettePerHost;
  logOut: (input: Record<string, never>) => Promise<unknown>;
  /** what runs right now, on any host */
  running: ReactNode;
}

export function TopBar({ viewer, entries, perHost, logOut, running }: TopBarProps) {
  return (
    <header className="sticky top-0 z-20 flex h-14 items-center gap-1 bg-paper/95 px-4 backdrop-blur-sm short:static print:hidden sm:px-6 lg:px-8">
      <div className="lg:hidden">
        <BrandLink />
      </div>
      <div className="flex min-w-0 flex-1 items-center gap-2 px-2">{running}</div>
      <CommandPalette entries={entries} perHost={perHost} />
      <ThemeSwitch />
      <UserMenu name={viewer.name} role={viewer.role} logOut={logOut} />
    </header>
  );
}
