'use client';

import { X } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { SeverityMark } from './severity-mark';
import { uiWords } from './ui-words';

export interface ToastMessage {
  kind: 'pass' | 'warning' | 'critical';
  title: string;
  detail?: string;
}
type Shown = ToastMessage & { id: number };

const passMs = 5000;
const SayContext = createContext<(message: ToastMessage) => void>(() => undefined);
const ListContext = createContext<{ shown: readonly Shown[]; dismiss: (id: number) => void }>({
  shown: [],
  dismiss: () => undefined,
});

/** Says what just happened. Errors stay until they are dismissed. */
export function useToast() {
  return useContext(SayContext);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Shown[]>([]);
  const say = useCallback((message: ToastMessage) => {
    setShown((before) => [...before.slice(-3), { ...message, id: (before.at(-1)?.id ?? 0) + 1 }]);
  }, []);
  const list = useMemo(
    () => ({ shown, dismiss: (id: number) => setShown((before) => before.filter((each) => each.id !== id)) }),
    [shown],
  );
  return (
    <SayContext value={say}>
      <ListContext value={list}>
        {children}
        <ToastList />
      </ListContext>
    </SayContext>
  );
}

/** Also inside each open dialog: what lies behind one can be neither clicked nor read out. */
export function ToastList() {
  const { shown, dismiss } = useContext(ListContext);
  return (
    <section
      aria-label={uiWords.notices}
      aria-live="polite"
      className="fixed right-3 bottom-3 z-50 flex w-96 max-w-[calc(100vw-1.5rem)] flex-col gap-2 max-lg:bottom-18 print:hidden"
    >
      {shown.map((message) => (
        <Toast key={message.id} message={message} onGone={() => dismiss(message.id)} />
      ))}
    </section>
  );
}

function Toast({ message, onGone }: { message: ToastMessage; onGone: () => void }) {
  // What someone is just reading, or has the keyboard on, does not go away.
  const [held, setHeld] = useState(false);
  const leaves = message.kind === 'pass' && !held;
  useEffect(() => {
    if (!leaves) return;
    const timer = setTimeout(onGone, passMs);
    return () => clearTimeout(timer);
  }, [leaves, onGone]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only stays while it is looked at; nothing is operated by that
    <div
      role={message.kind === 'pass' ? 'status' : 'alert'}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="sheet flex animate-[appear_150ms_var(--ease-out)] items-start gap-2.5 p-3 shadow-float"
    >
      <SeverityMark kind={message.kind} className="mt-0.5" />
      <div className="min-w-0 flex-1 text-sm">
        <p className="font-medium">{message.title}</p>
        {message.detail ? <p className="mt-0.5 break-words whitespace-pre-line text-soft">{message.detail}</p> : null}
      </div>
      <button
        type="button"
        className="-m-1 rounded-sm p-1 text-faint hover:bg-hover"
        aria-label={uiWords.dismiss}
        onClick={onGone}
      >
        <X className="size-4" />
      </button>
    </div>
  );
}
