'use client';

import { useState } from 'react';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/outcome';
import { loginWords } from './login-words';

interface SignInButtonProps {
  /** of the provider */
  name: string;
  next: string;
  begin: (input: { next: string }) => Promise<Outcome<{ url: string }>>;
}

/** Below the login: a provider that is away is said here, and the password above works. */
export function SignInButton({ name, next, begin }: SignInButtonProps) {
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    setProblem('');
    const outcome = await begin({ next });
    if (outcome.ok) return window.location.assign(outcome.value.url);
    setProblem(outcome.message);
    setBusy(false);
  };
  return (
    <div className="mt-6 flex flex-col gap-4 border-t border-line pt-6">
      {problem ? <Notice kind="critical" title={problem} /> : null}
      <Button onClick={go} disabled={busy} aria-busy={busy} className="justify-center">
        {busy ? loginWords.busy : loginWords.logInWith(name)}
      </Button>
    </div>
  );
}
