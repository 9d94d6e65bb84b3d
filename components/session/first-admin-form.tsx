'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button';
import { Field, Input } from '../ui/field';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/request-json';

interface FirstAdminFormProps {
  create: (input: { name: string; password: string; code: string }) => Promise<Outcome<unknown>>;
  /** from another machine than Bilge's own, the one-time code of the terminal is asked for */
  needsCode: boolean;
}

export function FirstAdminForm({ create, needsCode }: FirstAdminFormProps) {
  const router = useRouter();
  const [name, setName] = useState('admin');
  const [password, setPassword] = useState('');
  const [again, setAgain] = useState('');
  const [code, setCode] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const differs = again !== '' && again !== password;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (again !== password) {
      setProblem('The two passwords are not the same.');
      return;
    }
    setBusy(true);
    setProblem('');
    const outcome = await create({ name, password, code });
    if (outcome.ok) {
      router.replace('/hosts/new');
      router.refresh();
      return;
    }
    setBusy(false);
    setProblem(outcome.message);
  };
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      {problem ? <Notice kind="critical" title={problem} /> : null}
      {needsCode ? (
        <Field
          label="One-time code"
          hint="Bilge printed it in its terminal, or in the container’s log, when it started."
        >
          {(ids) => (
            <Input
              {...ids}
              name="code"
              autoComplete="off"
              required
              value={code}
              onChange={(event) => setCode(event.target.value)}
            />
          )}
        </Field>
      ) : null}
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
      <Field
        label="Password"
        hint="At least 10 characters. Whoever knows it may do anything that Bilge may do on your hosts."
      >
        {(ids) => (
          <Input
            {...ids}
            name="password"
            type="password"
            autoComplete="new-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <Field label="Password again" error={differs ? 'Not the same yet.' : undefined}>
        {(ids) => (
          <Input
            {...ids}
            name="password-again"
            type="password"
            autoComplete="new-password"
            required
            value={again}
            onChange={(event) => setAgain(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" kind="primary" disabled={busy} aria-busy={busy}>
        Create the admin
      </Button>
    </form>
  );
}
