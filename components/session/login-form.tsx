'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button';
import { Field, Input } from '../ui/field';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/request-json';

interface LoginFormProps {
  logIn: (input: { name: string; password: string; code?: string }) => Promise<Outcome<{ codeNeeded: boolean }>>;
  /** where to go afterwards, a path of this dashboard */
  next: string;
}

export function LoginForm({ logIn, next }: LoginFormProps) {
  const router = useRouter();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const codeField = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (needsCode) codeField.current?.focus();
  }, [needsCode]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    const outcome = await logIn({ name, password, ...(needsCode ? { code } : {}) });
    if (outcome.ok && !outcome.value.codeNeeded) {
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
      <Field label="Name">
        {(ids) => (
          <Input
            {...ids}
            name="name"
            autoComplete="username"
            autoCapitalize="none"
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="Password">
        {(ids) => (
          <Input
            {...ids}
            name="password"
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      {needsCode ? (
        <Field label="Code" hint="From your authenticator app, or one of your recovery codes.">
          {(ids) => (
            <Input
              {...ids}
              ref={codeField}
              name="code"
              autoComplete="one-time-code"
              required
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          )}
        </Field>
      ) : null}
      <Button type="submit" kind="primary" disabled={busy} aria-busy={busy}>
        {busy ? 'Logging in' : 'Log in'}
      </Button>
    </form>
  );
}
