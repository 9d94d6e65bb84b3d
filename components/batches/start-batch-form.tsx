'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { confirmsName } from '@/lib/domain/host-names';
import { useFreshLogin } from '../session/fresh-login';
import { Notice } from '../ui/notice';
import { requestJson } from '../ui/request-json';
import { SubmitButton } from '../ui/submit-button';
import { NameField } from '../ui/text-field';
import { batchFormWords } from './batch-form-words';

interface StartBatchFormProps {
  batchId: string;
  hosts: readonly { name: string; asksForName: boolean; loses: string }[];
  actionLabel: string;
}

/** Where something cannot be undone the name of each such host is typed, beside what is lost on it (docs/decisions/0014-cleanup-of-several-hosts.md). */
export function StartBatchForm({ batchId, hosts, actionLabel }: StartBatchFormProps) {
  const router = useRouter();
  const guarded = useFreshLogin();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const asked = hosts.filter(({ asksForName }) => asksForName);
  const missing = asked.filter(({ name }) => !confirmsName(typed[name] ?? '', name)).length;
  const start = async (event: FormEvent) => {
    event.preventDefault();
    if (missing > 0) return;
    setBusy(true);
    setProblem('');
    // What was typed goes to the server, which compares it again; where nothing is lost no name was asked for.
    const confirm = hosts.map(({ name, asksForName }) => (asksForName ? (typed[name] ?? '').trim() : name));
    const outcome = await guarded(() => requestJson('POST', `/api/v1/batches/${batchId}/start`, { confirm }));
    setBusy(false);
    if (!outcome.ok) setProblem(outcome.message);
    router.refresh();
  };
  return (
    <form method="post" onSubmit={start} className="flex flex-col items-start gap-4">
      {problem ? (
        <Notice kind="critical" title={batchFormWords.notStarted}>
          {problem}
        </Notice>
      ) : null}
      {asked.length > 0 ? (
        <fieldset className="flex w-full flex-col gap-3">
          <legend className="mb-2 text-sm">{batchFormWords.typeNames}</legend>
          {asked.map(({ name, loses }) => (
            <div key={name} className="w-full max-w-sm">
              <NameField
                label={`${name}: ${loses}`}
                value={typed[name] ?? ''}
                onValue={(value) => setTyped((before) => ({ ...before, [name]: value }))}
              />
            </div>
          ))}
        </fieldset>
      ) : null}
      <SubmitButton
        kind={asked.length > 0 ? 'danger' : 'primary'}
        disabled={busy || missing > 0}
        aria-busy={busy}
        className="max-w-full whitespace-normal"
      >
        {busy ? batchFormWords.starting : actionLabel}
      </SubmitButton>
      {missing > 0 && Object.keys(typed).length > 0 ? (
        <p className="text-sm text-faint">{batchFormWords.missing(missing, asked.length)}</p>
      ) : null}
    </form>
  );
}
