'use client';

import { Switch as Base } from 'radix-ui';
import type { ComponentProps } from 'react';

export function Switch(props: ComponentProps<typeof Base.Root>) {
  return (
    <Base.Root
      className="inline-flex h-6 w-10 shrink-0 items-center rounded-full bg-edge p-0.5 transition-colors data-[state=checked]:bg-signal disabled:opacity-60"
      {...props}
    >
      <Base.Thumb className="size-5 rounded-full bg-sheet transition-transform data-[state=checked]:translate-x-4" />
    </Base.Root>
  );
}
