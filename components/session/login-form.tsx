'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Field, Input } from '../ui/field';
import { formTexts } from '../ui/form-texts';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/outcome';
import { SubmitButton } from '../ui/submit-button';
import { loginWords } from './login-words';
import { givePageToken } from './page-token';

interface LoginFormProps {
  logIn: (input: { name: string; password: string; code?: string }) => Promise<Outcome<{ pageToken: string | null }>>;
  /** where to go afterwards, a path of this dashboard */
  next: string;
}

export function LoginForm({ logIn, next }: LoginFormProps) {
  const router = useRouter();
  const [needsCode, setNeedsCode] = useState(false);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const codeField = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (needsCode) codeField.current?.focus();
  }, [needsCode]);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Read from the form, not from state: a password manager fills it in before React is there.
    const { name, password, code } = formTexts(event.currentTarget);
    setBusy(true);
    setProblem('');
    const outcome = await logIn({
      name: name ?? '',
      password: password ?? '',
      ...(needsCode ? { code: code ?? '' } : {}),
    });
    if (outcome.ok && outcome.value.pageToken !== null) {
      givePageToken(outcome.value.pageToken);
      router.replace(next);
      router.refresh();
      return;
    }
    setBusy(false);
    if (!outcome.ok) setProblem(outcome.message);
    else setNeedsCode(true);
  };
  return (
    // method=post: a form sent before the script is there must not put a password into the address
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      {problem ? <Notice kind="critical" title={problem} /> : null}
      <Field label={loginWords.name}>
        {(ids) => <Input {...ids} name="name" autoComplete="username" autoCapitalize="none" required />}
      </Field>
      <Field label={loginWords.password}>
        {(ids) => <Input {...ids} name="password" type="password" autoComplete="current-password" required />}
      </Field>
      {needsCode ? (
        <Field label={loginWords.code} hint={loginWords.aboutCode}>
          {(ids) => <Input {...ids} ref={codeField} name="code" autoComplete="one-time-code" required />}
        </Field>
      ) : null}
      <SubmitButton kind="primary" disabled={busy} aria-busy={busy}>
        {busy ? loginWords.busy : loginWords.logIn}
      </SubmitButton>
    </form>
  );
}
