'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import type { QuarantinedNoun } from '@/lib/domain/afterwards-words';
import { useFreshLogin } from '../session/fresh-login';
import { Button } from '../ui/button';
import { ConfirmButton } from '../ui/confirm-button';
import { idOf, requestJson } from '../ui/request-json';
import { useHydrated } from '../ui/use-hydrated';
import { runControlWords } from './run-control-words';

export function CancelButton({ runId, asked }: { runId: string; asked: boolean }) {
  const router = useRouter();
  const guarded = useFreshLogin();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const cancel = async () => {
    setBusy(true);
    setProblem(null);
    const outcome = await guarded(() => requestJson('POST', `/api/v1/runs/${runId}/cancel`));
    setBusy(false);
    if (!outcome.ok) setProblem(outcome.message);
    // Also where it failed: it may have ended meanwhile.
    router.refresh();
  };
  return (
    <div className="flex min-w-0 flex-col items-start gap-1">
      <Button disabled={busy || asked} onClick={cancel}>
        {asked ? runControlWords.stopping : runControlWords.stop}
      </Button>
      {problem === null ? null : (
        <p role="alert" className="max-w-prose text-sm break-words">
          <b className="font-medium">{runControlWords.notStopped}</b> {problem}
        </p>
      )}
    </div>
  );
}

export function UndoButton({
  runId,
  title,
  count,
  noun,
}: {
  runId: string;
  title: string;
  count: number;
  noun: QuarantinedNoun;
}) {
  const router = useRouter();
  const guarded = useFreshLogin();
  const [problem, setProblem] = useState<string | null>(null);
  const undo = async () => {
    setProblem(null);
    const outcome = await guarded(() => requestJson('POST', `/api/v1/runs/${runId}/undo`));
    const undoing = outcome.ok ? idOf(outcome.value) : null;
    if (undoing) {
      router.push(`/runs/${undoing}`);
      return;
    }
    setProblem(outcome.ok ? runControlWords.noRun : outcome.message);
    // Someone else may have restored or freed it: the page says so then.
    router.refresh();
  };
  return (
    <>
      <ConfirmButton
        label={runControlWords.restoreObjects(count, noun)}
        title={runControlWords.undo(title)}
        actionLabel={runControlWords.restore}
        actionKind="primary"
        onConfirm={undo}
      >
        {runControlWords.aboutUndo}
      </ConfirmButton>
      {problem === null ? null : (
        <div role="alert" className="max-w-prose text-sm">
          <b className="font-medium">{runControlWords.nothingRestored}</b> {problem}
        </div>
      )}
    </>
  );
}

/** A run is what one files: the browser's own print, without what is only for the screen. */
export function PrintButton() {
  return <Button onClick={() => window.print()}>{runControlWords.print}</Button>;
}

/** Ticks while something runs; the server’s clock decides where it starts. */
export function Elapsed({ since, until }: { since: string; until: string | null }) {
  const hydrated = useHydrated();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (until !== null) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [until]);
  if (until === null && !hydrated) return <span>…</span>;
  const seconds = Math.max(0, Math.round(((until === null ? now : Date.parse(until)) - Date.parse(since)) / 1000));
  const minutes = Math.floor(seconds / 60);
  return <span>{minutes > 0 ? runControlWords.elapsed(minutes, seconds % 60) : `${seconds} s`}</span>;
}
