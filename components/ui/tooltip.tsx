'use client';

import { Tooltip as Base } from 'radix-ui';
import { type MouseEvent, type ReactNode, useState } from 'react';

export function TooltipProvider({ children }: { children: ReactNode }) {
  return <Base.Provider delayDuration={250}>{children}</Base.Provider>;
}

/** Opens on hover, focus and, because a phone has neither, on tap. */
export function Tooltip({ text, children }: { text: ReactNode; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  // Radix closes a tooltip on click; on a touch screen the tap is the only way to open one.
  const keepOpen = (event: MouseEvent) => {
    event.preventDefault();
    setOpen(true);
  };
  return (
    <Base.Root open={open} onOpenChange={setOpen}>
      <Base.Trigger asChild onClick={keepOpen}>
        {children}
      </Base.Trigger>
      <Base.Portal>
        <Base.Content
          sideOffset={6}
          collisionPadding={12}
          className="z-50 max-w-80 rounded-md bg-ink px-2.5 py-1.5 text-xs leading-4 text-paper shadow-float"
        >
          {text}
          <Base.Arrow className="fill-ink" />
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}
