'use client';

import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Dialog } from 'radix-ui';
import { useEffect, useMemo, useState } from 'react';
import { Button } from '../ui/button';
import { usePaletteCommands } from './palette-commands';
import {
  groupsFor,
  idOfEntry,
  keepRecent,
  type PaletteActions,
  type PaletteEntry,
  readRecent,
  withRecent,
} from './palette-search';

interface PaletteProps {
  entries: readonly PaletteEntry[];
  actions: PaletteActions;
}

export function CommandPalette({ entries, actions }: PaletteProps) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <Button kind="quiet">
          <Search aria-hidden />
          <span className="max-sm:sr-only">Go to</span>
          <kbd className="rounded-sm bg-well px-1.5 text-xs text-soft max-sm:hidden">Ctrl K</kbd>
        </Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-[rgb(8_14_20/0.5)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12dvh] left-1/2 z-40 w-[calc(100vw-1.5rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-md bg-sheet shadow-float"
        >
          <Dialog.Title className="sr-only">Go to</Dialog.Title>
          <PaletteList entries={entries} actions={actions} close={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteList({ entries, actions, close }: PaletteProps & { close: () => void }) {
  const router = useRouter();
  const perform = usePaletteCommands();
  const [question, setQuestion] = useState('');
  const [recent] = useState(readRecent);
  const groups = useMemo(() => groupsFor(entries, question, recent, actions), [entries, question, recent, actions]);
  const go = (entry: PaletteEntry) => {
    if (entry.group !== 'Search') keepRecent(withRecent(recent, idOfEntry(entry)));
    close();
    if (typeof entry.target === 'string') router.push(entry.target);
    else void perform(entry.target);
  };
  return (
    <Command label="Page, host, action, or the name of anything on a host" shouldFilter={false} loop>
      <Command.Input
        placeholder="Page, host, action, or the name of anything on a host"
        value={question}
        onValueChange={setQuestion}
        className="w-full border-b border-line bg-transparent px-4 py-3 text-base outline-none placeholder:text-faint"
      />
      <Command.List label="Found" className="max-h-80 overflow-y-auto p-1">
        {groups.map((group) => (
          <Command.Group
            key={group.heading}
            heading={group.heading}
            className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint"
          >
            {group.entries.map((entry) => (
              <Command.Item
                key={idOfEntry(entry)}
                value={idOfEntry(entry)}
                onSelect={() => go(entry)}
                className="flex cursor-pointer items-baseline gap-3 rounded-sm px-3 py-2 text-sm data-[selected=true]:bg-signal-wash"
              >
                <span className="min-w-0 flex-1 truncate">{entry.label}</span>
                {entry.detail ? <span className="max-w-40 truncate text-xs text-faint">{entry.detail}</span> : null}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}
