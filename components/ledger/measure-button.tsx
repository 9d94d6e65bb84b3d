'use client';

import { Ruler } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '../ui/button';
import { requestJson } from '../ui/request-json';
import { useToast } from '../ui/toast';
import { measureWords } from './measure-words';

interface MeasureButtonProps {
  hostId: string;
  hostName: string;
  /** only this row, or this object; default: everything that has no size yet */
  only?: { kind: string; object?: string };
  /** what is measured, for a button in a list */
  what?: string;
}

/** Objects are measured one by one and each size is stored at once, so leaving the page loses nothing. */
export function MeasureButton({ hostId, hostName, only, what }: MeasureButtonProps) {
  const router = useRouter();
  const say = useToast();
  const [busy, setBusy] = useState(false);
  const measure = async () => {
    setBusy(true);
    const answer = await requestJson(
      'POST',
      `/api/v1/hosts/${hostId}/measure${only ? `?${new URLSearchParams(only)}` : ''}`,
    );
    setBusy(false);
    if (!answer.ok) say({ kind: 'critical', title: measureWords.failed(hostName), detail: answer.message });
    router.refresh();
  };
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button onClick={measure} disabled={busy} aria-busy={busy} size={only ? 'small' : 'normal'}>
        <Ruler aria-hidden />
        {busy ? measureWords.measuring : measureWords.measure}
        {what ? <span className="sr-only">{what}</span> : null}
      </Button>
    </div>
  );
}
