'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { useFreshLogin } from '../session/fresh-login';
import { Button } from '../ui/button';
import { Field, Input } from '../ui/field';
import { Notice } from '../ui/notice';
import { idOf, requestJson } from '../ui/request-json';

interface ApplyFormProps {
  planId: string;
  hostName: string;
  /** names the objects and the amount */
  actionLabel: string;
  /** something cannot be undone, so the host's name must be typed */
  asksForName: boolean;
  isDestructive: boolean;
}

export function ApplyForm({ planId, hostName, actionLabel, asksForName, isDestructive }: ApplyFormProps) {
  const router = useRouter();
  const guarded = useFreshLogin();
  const [typed, setTyped] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const matches = !asksForName || typed.trim() === hostName;
  const apply = async (event: FormEvent) => {
    event.preventDefault();
    if (!matches) return;
    setBusy(true);
    setProblem('');
    const outcome = await guarded(() => requestJson('POST', `/api/v1/plans/${planId}/apply`, { confirm: hostName }));
    const runId = outcome.ok ? idOf(outcome.value) : null;
    if (runId) {
      router.push(`/runs/${runId}`);
      return;
    }
    setBusy(false);
    setProblem(outcome.ok ? 'The dashboard answered without a run.' : outcome.message);
    router.refresh();
  };
  return (
    <form method="post" onSubmit={apply} className="flex flex-col items-start gap-3">
      {problem ? (
        <Notice kind="critical" title="The run was not started">
          {problem}
        </Notice>
      ) : null}
      {asksForName ? (
        <Field
          label={`This cannot be undone. Type the host’s name, ${hostName}, to confirm`}
          className="w-full max-w-sm"
        >
          {(ids) => (
            <Input
              {...ids}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      ) : null}
      <Button
        type="submit"
        kind={isDestructive ? 'danger' : 'primary'}
        disabled={busy || !matches}
        aria-busy={busy}
        className="max-w-full whitespace-normal"
      >
        {busy ? 'Starting on the host…' : actionLabel}
      </Button>
      {asksForName && !matches && typed !== '' ? (
        <p className="text-sm text-faint">That is not the host’s name.</p>
      ) : null}
    </form>
  );
}
