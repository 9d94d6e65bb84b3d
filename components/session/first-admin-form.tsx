'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button';
import { Field, Input } from '../ui/field';
import { formTexts } from '../ui/form-texts';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/request-json';
import { useHydrated } from '../ui/use-hydrated';
import { givePageToken } from './page-token';

interface FirstAdminFormProps {
  create: (input: { name: string; password: string; code: string }) => Promise<Outcome<{ pageToken: string | null }>>;
  /** from another machine than Bilge's own, the one-time code of the terminal is asked for */
  needsCode: boolean;
}

export function FirstAdminForm({ create, needsCode }: FirstAdminFormProps) {
  const router = useRouter();
  const hydrated = useHydrated();
  const [differs, setDiffers] = useState(false);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Read from the form, not from state: a password manager fills it in before React is there.
    const { name = '', password = '', 'password-again': again, code = '' } = formTexts(event.currentTarget);
    setDiffers(again !== password);
    if (again !== password) return;
    setBusy(true);
    setProblem('');
    const outcome = await create({ name, password, code });
    if (outcome.ok) {
      if (outcome.value.pageToken !== null) givePageToken(outcome.value.pageToken);
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
          {(ids) => <Input {...ids} name="code" autoComplete="off" required />}
        </Field>
      ) : null}
      <Field label="Name">
        {(ids) => (
          <Input {...ids} name="name" autoComplete="username" autoCapitalize="none" required defaultValue="admin" />
        )}
      </Field>
      <Field
        label="Password"
        hint="At least 10 characters. Whoever knows it may do anything that Bilge may do on your hosts."
      >
        {(ids) => <Input {...ids} name="password" type="password" autoComplete="new-password" required />}
      </Field>
      <Field label="Password again" error={differs ? 'The two passwords are not the same.' : undefined}>
        {(ids) => <Input {...ids} name="password-again" type="password" autoComplete="new-password" required />}
      </Field>
      <Button type="submit" kind="primary" disabled={busy || !hydrated} aria-busy={busy}>
        Create the admin
      </Button>
    </form>
  );
}
