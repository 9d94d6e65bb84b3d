'use client';

import { Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Button } from '../ui/button';
import { DialogFrame, DialogRoot } from '../ui/dialog';
import type { PaletteEntry, PalettePerHost } from './palette-search';
import { shellWords } from './shell-words';

/** Fetched with the first sign that it is wanted: most visits never open it. */
const load = () => import('./palette-list');
const PaletteList = lazy(load);

interface PaletteProps {
  entries: readonly PaletteEntry[];
  perHost: PalettePerHost;
}

export function CommandPalette({ entries, perHost }: PaletteProps) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key === 'Control' || event.key === 'Meta') void load();
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  return (
    <DialogRoot open={open} onOpenChange={setOpen}>
      <Button
        kind="quiet"
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => setOpen(true)}
        onPointerEnter={() => void load()}
        onFocus={() => void load()}
      >
        <Search aria-hidden />
        <span className="max-sm:sr-only">{shellWords.goTo}</span>
        <kbd className="rounded-sm bg-well px-1.5 text-xs text-soft max-sm:hidden">{shellWords.ctrlK}</kbd>
      </Button>
      <DialogFrame
        label={shellWords.goTo}
        className="inset-x-0 top-[12dvh] bottom-auto mx-auto h-fit w-[calc(100vw-1.5rem)] max-w-xl rounded-md"
      >
        <Suspense fallback={<p className="px-4 py-3 text-base text-faint">{shellWords.search}</p>}>
          <PaletteList entries={entries} perHost={perHost} close={() => setOpen(false)} />
        </Suspense>
      </DialogFrame>
    </DialogRoot>
  );
}
