'use client';

import { type FormEvent, type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { Button } from '../ui/button';
import { DialogContent, DialogRoot } from '../ui/dialog';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/outcome';
import { CodeField, PasswordField } from '../ui/text-field';
import { givePageToken, onNextToken } from './page-token';
import { shellWords } from './shell-words';
import { answerWith, withPassword } from './with-password';

type Guarded = <T>(call: () => Promise<Outcome<T>>) => Promise<Outcome<T>>;

/** Runs a call; where the server requires the password first, asks for it and runs the call again. */
export function useFreshLogin(): Guarded {
  return withPassword;
}

interface FreshLoginProviderProps {
  reauthenticate: (input: { password: string; code?: string }) => Promise<Outcome<{ pageToken: string | null }>>;
  /** the sign-in provider that this account is linked to, and whether it has a password here */
  provider: string | null;
  hasPassword: boolean;
  children: ReactNode;
}

export function FreshLoginProvider({ reauthenticate, provider, hasPassword, children }: FreshLoginProviderProps) {
  const [why, setWhy] = useState<string | null>(null);
  const waiting = useRef<((given: boolean) => void) | null>(null);
  const settle = useCallback((given: boolean) => {
    setWhy(null);
    waiting.current?.(given);
    waiting.current = null;
  }, []);
  useEffect(
    () =>
      answerWith(
        (reason) =>
          new Promise((resolve) => {
            waiting.current = resolve;
            setWhy(reason);
          }),
      ),
    [],
  );
  return (
    <>
      {children}
      <DialogRoot open={why !== null} onOpenChange={(next) => next || settle(false)}>
        <DialogContent title={shellWords.confirmPassword} description={why ?? ''}>
          {provider === null ? null : <ProviderLink name={provider} onGiven={() => settle(true)} />}
          {hasPassword ? <PasswordForm reauthenticate={reauthenticate} onGiven={() => settle(true)} /> : null}
        </DialogContent>
      </DialogRoot>
    </>
  );
}

/** In a tab of its own, so that nothing that was entered here is lost; that tab tells this one. */
function ProviderLink({ name, onGiven }: { name: string; onGiven: () => void }) {
  useEffect(() => onNextToken(onGiven), [onGiven]);
  return (
    <a href="/login/confirm" target="_blank" rel="noreferrer" className="mt-3 block underline">
      {shellWords.confirmWith(name)}
    </a>
  );
}

interface PasswordFormProps {
  reauthenticate: FreshLoginProviderProps['reauthenticate'];
  onGiven: () => void;
}

function PasswordForm({ reauthenticate, onGiven }: PasswordFormProps) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [needsCode, setNeedsCode] = useState(false);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const outcome = await reauthenticate({ password, ...(needsCode ? { code } : {}) });
    setBusy(false);
    if (!outcome.ok) setProblem(outcome.message);
    else if (outcome.value.pageToken === null) setNeedsCode(true);
    else {
      givePageToken(outcome.value.pageToken);
      onGiven();
    }
  };
  return (
    <form method="post" onSubmit={submit} className="mt-3 flex flex-col gap-4">
      {problem ? <Notice kind="critical" title={problem} /> : null}
      <PasswordField
        label={shellWords.password}
        autoComplete="current-password"
        value={password}
        onValue={setPassword}
      />
      {needsCode ? <CodeField label={shellWords.code} value={code} onValue={setCode} /> : null}
      <Button type="submit" kind="primary" disabled={busy} className="self-start">
        {shellWords.continue}
      </Button>
    </form>
  );
}
