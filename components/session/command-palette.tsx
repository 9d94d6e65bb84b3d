'use client';

import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Dialog } from 'radix-ui';
import { useEffect, useId, useMemo, useState } from 'react';
import { Button } from '../ui/button';
import { classNames } from '../ui/class-names';
import { type PaletteDeed, usePaletteDeeds } from './palette-deeds';

export interface PaletteEntry {
  group: 'Pages' | 'Hosts' | 'Findings' | 'Actions';
  label: string;
  detail?: string;
  /** where it leads, or what it does */
  target: string | PaletteDeed;
}

/** Every word of the question must occur, in any order. */
export function matches(entry: PaletteEntry, question: string): boolean {
  const text = `${entry.group} ${entry.label} ${entry.detail ?? ''}`.toLowerCase();
  return question
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

export function CommandPalette({ entries }: { entries: readonly PaletteEntry[] }) {
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
          <PaletteList entries={entries} close={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteList({ entries, close }: { entries: readonly PaletteEntry[]; close: () => void }) {
  const router = useRouter();
  const perform = usePaletteDeeds();
  const id = useId();
  const [question, setQuestion] = useState('');
  const [active, setActive] = useState(0);
  const found = useMemo(() => entries.filter((entry) => matches(entry, question)).slice(0, 40), [entries, question]);
  const go = (entry: PaletteEntry | undefined) => {
    if (!entry) return;
    close();
    if (typeof entry.target === 'string') router.push(entry.target);
    else void perform(entry.target);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'Enter') go(found[active]);
    else if (event.key === 'ArrowDown') setActive(Math.min(found.length - 1, active + 1));
    else if (event.key === 'ArrowUp') setActive(Math.max(0, active - 1));
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);
  return (
    <>
      <input
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${active}` : undefined}
        aria-label="Page, host, finding or action"
        placeholder="Page, host, finding or action"
        autoComplete="off"
        spellCheck={false}
        value={question}
        onChange={(event) => {
          setQuestion(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        className="w-full border-b border-line bg-transparent px-4 py-3 text-base outline-none placeholder:text-faint"
      />
      <div id={`${id}-list`} role="listbox" aria-label="Found" className="max-h-80 overflow-y-auto p-1">
        {found.map((entry, index) => (
          <div
            key={`${entry.group} ${entry.label} ${entry.detail ?? ''}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onClick={() => go(entry)}
            onKeyDown={onKeyDown}
            onMouseMove={() => setActive(index)}
            className={classNames(
              'flex cursor-pointer items-baseline gap-3 rounded-sm px-3 py-2 text-sm',
              index === active && 'bg-signal-wash',
            )}
          >
            <span className="w-16 shrink-0 text-xs text-faint">{entry.group}</span>
            <span className="min-w-0 flex-1 truncate">{entry.label}</span>
            {entry.detail ? <span className="max-w-40 truncate text-xs text-faint">{entry.detail}</span> : null}
          </div>
        ))}
      </div>
      {found.length === 0 ? <p className="px-4 pb-4 text-sm text-soft">Nothing is called “{question}”.</p> : null}
    </>
  );
}
