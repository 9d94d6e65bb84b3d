'use client';

import { Ruler } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { Button } from '../ui/button';
import { requestJson } from '../ui/request-json';
import { useToast } from '../ui/toast';

interface Progress {
  hostId: string;
  text: string;
  done: number;
  total: number;
}

interface MeasureButtonProps {
  hostId: string;
  hostName: string;
  /** only this row, or this object; default: everything that has no size yet */
  only?: { kind: string; object?: string };
  /** what is measured, for a button that stands in a list */
  what?: string;
}

/** Sizes come one object after the other and are kept as they come, so leaving the page loses nothing. */
export function MeasureButton({ hostId, hostName, only, what }: MeasureButtonProps) {
  const router = useRouter();
  const say = useToast();
  const [busy, setBusy] = useState(false);
  const [progress, setProgress] = useState<Progress | null>(null);
  useEffect(() => {
    const listen = (event: Event) => {
      const heard = event instanceof CustomEvent ? parseProgress(event.detail) : null;
      if (heard?.hostId === hostId) setProgress(heard);
    };
    window.addEventListener('bilge-progress', listen);
    return () => window.removeEventListener('bilge-progress', listen);
  }, [hostId]);
  const measure = async () => {
    setBusy(true);
    const answer = await requestJson(
      'POST',
      `/api/v1/hosts/${hostId}/measure${only ? `?${new URLSearchParams(only)}` : ''}`,
    );
    setBusy(false);
    setProgress(null);
    if (!answer.ok) say({ kind: 'critical', title: `${hostName} could not be measured`, detail: answer.message });
    router.refresh();
  };
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button onClick={measure} disabled={busy} aria-busy={busy} size={only ? 'small' : 'normal'}>
        <Ruler aria-hidden />
        {busy ? 'Measuring' : 'Measure now'}
        {what ? <span className="sr-only">{what}</span> : null}
      </Button>
      <span role="status" className="text-sm text-faint">
        {busy && progress
          ? `${progress.text}${progress.total > 0 ? `, ${progress.done} of ${progress.total}` : ''}`
          : ''}
      </span>
    </div>
  );
}

function parseProgress(text: unknown): Progress | null {
  if (typeof text !== 'string') return null;
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return null;
  const { hostId, text: words, done, total } = value as Record<string, unknown>;
  if (typeof hostId !== 'string' || typeof words !== 'string') return null;
  return { hostId, text: words, done: Number(done ?? 0), total: Number(total ?? 0) };
}
