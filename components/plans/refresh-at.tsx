'use client';

import { useRouter } from 'next/navigation';
import { useEffect } from 'react';

/** longer ones overflow the browser's timer, and fire at once */
const longestMs = 2 ** 31 - 1;

/** A plan that expires while someone reads it says so by itself, and not when the button is pressed. */
export function RefreshAt({ inMs }: { inMs: number }) {
  const router = useRouter();
  useEffect(() => {
    if (inMs > longestMs) return;
    const timer = setTimeout(() => router.refresh(), Math.max(0, inMs) + 500);
    return () => clearTimeout(timer);
  }, [inMs, router]);
  return null;
}
