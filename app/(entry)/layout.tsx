import type { ReactNode } from 'react';
import { BrandMark } from '@/components/session/brand';

/** Pages without a login: no sidebar, no hosts, nothing but that this is Bilge. */
export default function EntryLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center px-4 py-10">
      <p className="mb-6 flex items-center gap-2.5 text-lg font-semibold tracking-tight">
        <BrandMark className="size-7" />
        Bilge
      </p>
      {children}
    </main>
  );
}
