'use client';

import { useRouter } from 'next/navigation';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { passwordProblems } from '@/lib/domain/password-rules';
import { Field, Input } from '../ui/field';
import { formTexts } from '../ui/form-texts';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/outcome';
import { SubmitButton } from '../ui/submit-button';
import { firstStartWords } from './first-start-words';
import { givePageToken } from './page-token';

interface FirstAdminFormProps {
  create: (input: { name: string; password: string; code: string }) => Promise<Outcome<{ pageToken: string | null }>>;
}

/** Asks for the one-time code from the terminal; the link printed there has it after the `#`. */
export function FirstAdminForm({ create }: FirstAdminFormProps) {
  const router = useRouter();
  const [unmet, setUnmet] = useState<{ password?: string; again?: string }>({});
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const codeField = useRef<HTMLInputElement>(null);
  const nameField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const againField = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const takeCode = () => {
      const code = /^#code=([0-9a-z-]{1,40})$/i.exec(window.location.hash)?.[1];
      if (!code || !codeField.current) return;
      codeField.current.value = code;
      nameField.current?.focus();
      // The code does not stay in the address bar and in the history.
      window.history.replaceState(window.history.state, '', window.location.pathname);
    };
    takeCode();
    // The link pasted into a tab that already shows this page: nothing is reloaded.
    window.addEventListener('hashchange', takeCode);
    return () => window.removeEventListener('hashchange', takeCode);
  }, []);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Read from the form, not from state: a password manager fills it in before React is there.
    const { name = '', password = '', 'password-again': again, code = '' } = formTexts(event.currentTarget);
    // All at once: one rule after the other is one attempt too many.
    const broken = passwordProblems(password, name);
    const differs = again !== password;
    setUnmet({
      ...(broken.length > 0 ? { password: broken.join(' ') } : {}),
      ...(differs ? { again: firstStartWords.differ } : {}),
    });
    const first = broken.length > 0 ? passwordField : differs ? againField : null;
    if (first) {
      first.current?.focus();
      return;
    }
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
      <Field label={firstStartWords.code} hint={firstStartWords.aboutCode}>
        {(ids) => (
          <Input
            {...ids}
            ref={codeField}
            name="code"
            className="font-mono"
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            required
          />
        )}
      </Field>
      <Field label={firstStartWords.name}>
        {(ids) => (
          <Input
            {...ids}
            ref={nameField}
            name="name"
            autoComplete="username"
            autoCapitalize="none"
            required
            defaultValue="admin"
          />
        )}
      </Field>
      <Field label={firstStartWords.password} error={unmet.password} hint={firstStartWords.aboutPassword}>
        {(ids) => (
          <Input {...ids} ref={passwordField} name="password" type="password" autoComplete="new-password" required />
        )}
      </Field>
      <Field label={firstStartWords.repeat} error={unmet.again}>
        {(ids) => (
          <Input {...ids} ref={againField} name="password-again" type="password" autoComplete="new-password" required />
        )}
      </Field>
      <SubmitButton kind="primary" disabled={busy} aria-busy={busy}>
        {firstStartWords.create}
      </SubmitButton>
    </form>
  );
}
