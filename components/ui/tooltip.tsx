'use client';

import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { withProps } from './as-child';

const openMs = 250;
/** long enough to move from the word onto the text (WCAG 1.4.13) */
const closeMs = 150;
const marginPx = 12;

/** Opens on hover, focus and, because a phone has neither, on tap. Escape closes it. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const later = (next: boolean, ms: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setOpen(next), ms);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const show = () => later(true, 0);
  const hide = () => later(false, closeMs);
  return (
    <>
      {withProps(children, {
        ref: anchor,
        'aria-describedby': open ? id : undefined,
        onPointerEnter: () => later(true, openMs),
        onPointerLeave: hide,
        onFocus: show,
        onBlur: hide,
        onClick: show,
      })}
      {open ? (
        <Bubble id={id} anchor={anchor} keep={show} hide={() => setOpen(false)} leave={hide}>
          {text}
        </Bubble>
      ) : null}
    </>
  );
}

interface BubbleProps {
  id: string;
  anchor: { current: HTMLElement | null };
  keep: () => void;
  leave: () => void;
  hide: () => void;
  children: ReactNode;
}

/** In the browser's top layer, so that neither a table that scrolls nor a dialog cuts it off. */
function Bubble({ id, anchor, keep, leave, hide, children }: BubbleProps) {
  const bubble = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const shown = bubble.current;
    if (!shown || !anchor.current) return;
    if (!shown.matches(':popover-open')) shown.showPopover();
    const at = anchor.current.getBoundingClientRect();
    const { width, height } = shown.getBoundingClientRect();
    const left = Math.min(at.left + at.width / 2 - width / 2, window.innerWidth - width - marginPx);
    const above = at.top - height - 6;
    shown.style.left = `${Math.max(marginPx, left)}px`;
    shown.style.top = `${above > marginPx ? above : at.bottom + 6}px`;
    shown.style.visibility = 'visible';
  }, [anchor]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') hide();
    };
    document.addEventListener('keydown', onKey);
    window.addEventListener('scroll', hide, { capture: true, passive: true });
    return () => {
      document.removeEventListener('keydown', onKey);
      window.removeEventListener('scroll', hide, { capture: true });
    };
  }, [hide]);
  return (
    <span
      ref={bubble}
      id={id}
      role="tooltip"
      popover="manual"
      onPointerEnter={keep}
      onPointerLeave={leave}
      style={{ visibility: 'hidden' }}
      className="fixed m-0 max-w-80 rounded-md border-0 bg-ink px-2.5 py-1.5 text-xs leading-4 font-normal whitespace-normal text-paper shadow-float"
    >
      {children}
    </span>
  );
}
