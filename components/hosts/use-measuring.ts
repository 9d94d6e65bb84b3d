'use client';

import { useEffect, useState } from 'react';

export interface Measuring {
  text: string;
  done: number;
  total: number;
}

/** What is being measured on a host now, whoever started it; null while nothing is. From the page's one event stream. */
export function useMeasuring(hostId: string): Measuring | null {
  const [measuring, setMeasuring] = useState<Measuring | null>(null);
  useEffect(() => {
    const listen = (event: Event) => {
      const heard = event instanceof CustomEvent ? parseProgress(event.detail) : null;
      if (heard?.hostId !== hostId) return;
      setMeasuring(heard.total > heard.done ? heard : null);
    };
    window.addEventListener('bilge-progress', listen);
    return () => window.removeEventListener('bilge-progress', listen);
  }, [hostId]);
  return measuring;
}

function parseProgress(text: unknown): (Measuring & { hostId: string }) | null {
  if (typeof text !== 'string') return null;
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return null;
  const { hostId, text: words, done, total } = value as Record<string, unknown>;
  if (typeof hostId !== 'string' || typeof words !== 'string') return null;
  return { hostId, text: words, done: Number(done ?? 0), total: Number(total ?? 0) };
}
