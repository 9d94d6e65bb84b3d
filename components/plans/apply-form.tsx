'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useId, useState } from 'react';
import { confirmsName } from '@/lib/domain/host-names';
import { useFreshLogin } from '../session/fresh-login';
import { InlineText } from '../ui/inline-text';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/outcome';
import { idOf, requestJson } from '../ui/request-json';
import { SubmitButton } from '../ui/submit-button';
import { NameField } from '../ui/text-field';
import { applyWords } from './apply-words';

interface ApplyFormProps {
  planId: string;
  hostName: string;
  /** names the objects and the amount */
  actionLabel: string;
  /** something cannot be undone, so the host's name must be typed */
  asksForName: boolean;
  isDestructive: boolean;
  /** what it frees and when, and whether it can be undone */
  consequence: string;
}

export function ApplyForm({ planId, hostName, actionLabel, asksForName, isDestructive, consequence }: ApplyFormProps) {
  const router = useRouter();
  const guarded = useFreshLogin();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState<{ title: string; detail: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const id = useId();
  const matches = !asksForName || confirmsName(typed, hostName);
  // What was typed is sent: the server compares it too.
  const confirm = asksForName ? typed : hostName;
  const apply = async (event: FormEvent) => {
    event.preventDefault();
    if (!matches) return;
    setBusy(true);
    setProblem(null);
    const outcome = await guarded(() => requestJson('POST', `/api/v1/plans/${planId}/apply`, { confirm }));
    const runId = outcome.ok ? idOf(outcome.value) : null;
    if (runId) {
      router.push(`/runs/${runId}`);
      return;
    }
    setBusy(false);
    setProblem(problemWords(outcome));
    router.refresh();
  };
  return (
    <form method="post" onSubmit={apply} className="flex flex-col items-start gap-3">
      {problem ? (
        <div role="alert">
          <Notice kind="critical" title={problem.title}>
            {problem.detail}
          </Notice>
        </div>
      ) : null}
      {asksForName ? (
        <div className="w-full max-w-sm">
          <NameField
            label={applyWords.typeName(isDestructive ? applyWords.cannotUndo : applyWords.dockerStops, hostName)}
            value={typed}
            onValue={setTyped}
          />
        </div>
      ) : null}
      {asksForName ? (
        <p role="status" className="text-sm text-faint">
          {typed === '' || matches ? '' : applyWords.otherName}
        </p>
      ) : null}
      <SubmitButton
        kind={isDestructive ? 'danger' : 'primary'}
        disabled={busy || !matches}
        aria-busy={busy}
        aria-describedby={id}
        className="max-w-full whitespace-normal"
      >
        {busy ? applyWords.starting : actionLabel}
      </SubmitButton>
      <p id={id} className={isDestructive ? 'text-sm font-medium text-critical' : 'text-sm text-soft'}>
        <InlineText text={consequence} dates="short-day" />
      </p>
    </form>
  );
}

/** Where the answer is lost the run may have begun: that is not "nothing was changed". */
export function problemWords(outcome: Outcome<unknown>): { title: string; detail: string } {
  const isLost = outcome.ok || outcome.code === 'no-connection' || outcome.code.startsWith('http-5');
  const detail = outcome.ok ? applyWords.noRun : outcome.message;
  return isLost
    ? { title: applyWords.startUnknown, detail: applyWords.reload(detail) }
    : { title: applyWords.notStarted, detail };
}
