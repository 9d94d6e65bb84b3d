'use client';

import { X } from 'lucide-react';
import { Dialog as Base } from 'radix-ui';
import type { ReactNode } from 'react';
import { classNames } from './class-names';

export const DialogRoot = Base.Root;
export const DialogTrigger = Base.Trigger;

interface DialogContentProps {
  title: string;
  description?: ReactNode;
  children: ReactNode;
  /** a panel at the right edge instead of the middle */
  side?: boolean;
  className?: string;
}

export function DialogContent({ title, description, children, side = false, className }: DialogContentProps) {
  return (
    <Base.Portal>
      <Base.Overlay className="fixed inset-0 z-40 animate-[appear_120ms_ease-out] bg-[rgb(8_14_20/0.5)]" />
      <Base.Content
        {...(description ? {} : { 'aria-describedby': undefined })}
        className={classNames(
          'fixed z-40 flex flex-col bg-sheet shadow-float',
          side
            ? 'inset-y-0 right-0 w-full max-w-xl'
            : 'top-[max(1rem,8dvh)] left-1/2 max-h-[84dvh] w-[calc(100vw-1.5rem)] max-w-lg -translate-x-1/2 rounded-md',
          className,
        )}
      >
        <header className="flex items-start gap-3 px-5 pt-4 pb-2">
          <div className="min-w-0 flex-1">
            <Base.Title className="text-lg font-semibold break-words">{title}</Base.Title>
            {description ? <Base.Description className="mt-1 text-sm text-soft">{description}</Base.Description> : null}
          </div>
          <Base.Close className="-mr-1 rounded-sm p-1.5 text-faint hover:bg-hover" aria-label="Close">
            <X className="size-4" />
          </Base.Close>
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (axe scrollable-region-focusable) */}
        <div className="min-h-0 flex-1 overflow-y-auto px-5 pb-5" tabIndex={0}>
          {children}
        </div>
      </Base.Content>
    </Base.Portal>
  );
}
