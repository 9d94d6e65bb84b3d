'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/** Search parameters as state: shareable, survives reload, and does not ask the server again for rows that are already here. */
export function useUrlState(): [URLSearchParams, (changes: Record<string, string | null>) => void] {
  const parameters = useSearchParams();
  const path = usePathname();
  const change = useCallback(
    (changes: Record<string, string | null>) => {
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === '') next.delete(name);
        else next.set(name, value);
      }
      const query = next.toString();
      window.history.replaceState(null, '', query ? `${path}?${query}` : path);
    },
    [path],
  );
  return [parameters, change];
}
