'use client';

import { X } from 'lucide-react';
import { Toast } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { SeverityMark } from './severity-mark';

export interface ToastMessage {
  kind: 'pass' | 'warning' | 'critical';
  title: string;
  detail?: string;
}

const ToastContext = createContext<(message: ToastMessage) => void>(() => undefined);

/** Says what just happened. Errors stay until they are dismissed. */
export function useToast() {
  return useContext(ToastContext);
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<(ToastMessage & { id: number })[]>([]);
  const say = useCallback((message: ToastMessage) => {
    setShown((before) => [...before.slice(-3), { ...message, id: (before.at(-1)?.id ?? 0) + 1 }]);
  }, []);
  return (
    <ToastContext.Provider value={say}>
      <Toast.Provider label="Notice">
        {children}
        {shown.map((message) => (
          <Toast.Root
            key={message.id}
            duration={message.kind === 'pass' ? 5000 : Number.POSITIVE_INFINITY}
            onOpenChange={(open) => open || setShown((before) => before.filter(({ id }) => id !== message.id))}
            className="sheet flex animate-[appear_150ms_var(--ease-out)] items-start gap-2.5 p-3 shadow-float"
          >
            <SeverityMark kind={message.kind} className="mt-0.5" />
            <div className="min-w-0 flex-1 text-sm">
              <Toast.Title className="font-medium">{message.title}</Toast.Title>
              {message.detail ? (
                <Toast.Description className="mt-0.5 break-words whitespace-pre-line text-soft">
                  {message.detail}
                </Toast.Description>
              ) : null}
            </div>
            <Toast.Close className="-m-1 rounded-sm p-1 text-faint hover:bg-hover" aria-label="Dismiss">
              <X className="size-4" />
            </Toast.Close>
          </Toast.Root>
        ))}
        <Toast.Viewport className="fixed right-3 bottom-3 z-50 flex w-96 max-w-[calc(100vw-1.5rem)] flex-col gap-2 max-lg:bottom-18" />
      </Toast.Provider>
    </ToastContext.Provider>
  );
}
