'use client';

import { useSyncExternalStore } from 'react';

const narrow = '(width < 40rem)';

function watch(changed: () => void): () => void {
  const query = window.matchMedia(narrow);
  query.addEventListener('change', changed);
  return () => query.removeEventListener('change', changed);
}

/** As Tailwind’s `max-sm`, for what a style sheet cannot say: the height of rows that are placed by script. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    watch,
    () => window.matchMedia(narrow).matches,
    () => false,
  );
}
