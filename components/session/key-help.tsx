'use client';

import { useRouter } from 'next/navigation';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { DialogContent, DialogRoot } from '../ui/dialog';
import { Skeleton } from '../ui/skeleton';
import { shellWords } from './shell-words';

const KeyList = lazy(() => import('./key-list'));

const jumps: Record<string, string> = {
  o: '/',
  h: '/health',
  a: '/activity',
  d: '/diagnose',
  s: '/settings',
};
const storageKey = 'bilge-single-keys';

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"]') !== null;
}

/** Single-letter keys can be switched off (WCAG 2.1.4): someone who uses speech input must not trigger them. */
export function KeyHelp() {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [singleKeys, setSingleKeys] = useState(true);
  const lastG = useRef(0);
  useEffect(() => setSingleKeys(localStorage.getItem(storageKey) !== 'off'), []);
  useEffect(() => {
    if (!singleKeys) return;
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const jump = jumps[event.key];
      if (event.key === '?') setOpen(true);
      else if (event.key === 'g') lastG.current = event.timeStamp;
      else if (event.key === '/') {
        const filter = document.querySelector<HTMLInputElement>('input[type="search"]');
        if (!filter) return;
        event.preventDefault();
        filter.focus();
      } else if (jump && event.timeStamp - lastG.current < 1200) router.push(jump);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [router, singleKeys]);
  const choose = (on: boolean) => {
    setSingleKeys(on);
    localStorage.setItem(storageKey, on ? 'on' : 'off');
  };
  return (
    <DialogRoot open={open} onOpenChange={setOpen}>
      <DialogContent title={shellWords.keys}>
        <Suspense fallback={<Skeleton className="h-72" />}>
          <KeyList singleKeys={singleKeys} choose={choose} />
        </Suspense>
      </DialogContent>
    </DialogRoot>
  );
}
