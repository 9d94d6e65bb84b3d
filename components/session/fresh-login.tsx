'use client';

import { createContext, type FormEvent, type ReactNode, useCallback, useContext, useRef, useState } from 'react';
import { Button } from '../ui/button';
import { DialogContent, DialogRoot } from '../ui/dialog';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/request-json';
import { CodeField, PasswordField } from '../ui/text-field';

type Guarded = <T>(call: () => Promise<Outcome<T>>) => Promise<Outcome<T>>;
const FreshLoginContext = createContext<Guarded>((call) => call());

/** Runs a call; where the server wants the password again first, asks for it and runs the call once more. */
export function useFreshLogin(): Guarded {
  return useContext(FreshLoginContext);
}

interface FreshLoginProviderProps {
  reauthenticate: (input: { password: string; code?: string }) => Promise<Outcome<{ codeNeeded: boolean }>>;
  children: ReactNode;
}

export function FreshLoginProvider({ reauthenticate, children }: FreshLoginProviderProps) {
  const [open, setOpen] = useState(false);
  const waiting = useRef<((given: boolean) => void) | null>(null);
  const settle = useCallback((given: boolean) => {
    setOpen(false);
    waiting.current?.(given);
    waiting.current = null;
  }, []);
  const guarded = useCallback<Guarded>(async (call) => {
    const first = await call();
    if (first.ok || first.code !== 'reauthentication-required') return first;
    const given = await new Promise<boolean>((resolve) => {
      waiting.current = resolve;
      setOpen(true);
    });
    return given ? call() : first;
  }, []);
  return (
    <FreshLoginContext.Provider value={guarded}>
      {children}
      <DialogRoot open={open} onOpenChange={(next) => next || settle(false)}>
        <DialogContent
          title="Is it still you?"
          description="Give your password once more: what comes next should not be possible for somebody who only found this browser open. It then holds for ten minutes."
        >
          <PasswordForm reauthenticate={reauthenticate} onGiven={() => settle(true)} />
        </DialogContent>
      </DialogRoot>
    </FreshLoginContext.Provider>
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
    else if (outcome.value.codeNeeded) setNeedsCode(true);
    else onGiven();
  };
  return (
    <form method="post" onSubmit={submit} className="mt-3 flex flex-col gap-4">
      {problem ? <Notice kind="critical" title={problem} /> : null}
      <PasswordField label="Password" autoComplete="current-password" value={password} onValue={setPassword} />
      {needsCode ? <CodeField label="Code from your authenticator app" value={code} onValue={setCode} /> : null}
      <Button type="submit" kind="primary" disabled={busy} className="self-start">
        Go on
      </Button>
    </form>
  );
}
