'use client';

import { type ReactNode, useRef, useState } from 'react';
import { Button } from '../ui/button';
import { hostControlWords } from './host-control-words';

interface HostSelectionProps {
  shown: number;
  /** so few that on a phone each is ticked by itself */
  isShort: boolean;
  children: ReactNode;
}

/**
 * Hosts that are ticked are cleaned up together. A plain form with checkboxes: what is chosen becomes the address of the review, by keyboard
 * as by touch. The bar stays in sight as long as anything is ticked.
 */
export function HostSelection({ shown, isShort, children }: HostSelectionProps) {
  const form = useRef<HTMLFormElement>(null);
  const [count, setCount] = useState(0);
  const boxes = () => [...(form.current?.querySelectorAll<HTMLInputElement>('input[name="hosts"]') ?? [])];
  const recount = () => setCount(boxes().filter(({ checked }) => checked).length);
  const setAll = (checked: boolean) => {
    for (const box of boxes()) box.checked = checked;
    recount();
  };
  return (
    <form ref={form} method="get" action="/cleanup" onChange={recount}>
      <div className={`mb-2 flex flex-wrap items-center gap-2 ${isShort ? 'max-sm:hidden' : ''}`}>
        <Button kind="quiet" size="small" onClick={() => setAll(count < shown)}>
          {count < shown || count === 0 ? hostControlWords.selectAll(shown) : hostControlWords.selectNone}
        </Button>
      </div>
      {children}
      {count > 0 ? (
        <div className="sheet sticky bottom-3 z-20 mt-3 flex flex-wrap items-center gap-2 p-3 shadow-float max-lg:bottom-18">
          <p role="status" className="min-w-32 flex-1 text-sm">
            {hostControlWords.selected(count)}
          </p>
          <Button kind="quiet" onClick={() => setAll(false)}>
            {hostControlWords.clear}
          </Button>
          <Button type="submit" kind="primary">
            {hostControlWords.cleanUp(count)}
          </Button>
        </div>
      ) : null}
    </form>
  );
}

/** Beside the host's name; the label is as large as a thumb. */
export function HostCheckbox({ hostId, hostName }: { hostId: string; hostName: string }) {
  return (
    <label className="tap -m-2 inline-flex shrink-0 cursor-pointer items-center justify-center p-2">
      <span className="sr-only">{hostControlWords.select(hostName)}</span>
      <input type="checkbox" name="hosts" value={hostId} className="size-4 cursor-pointer" />
    </label>
  );
}
