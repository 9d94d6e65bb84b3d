'use client';

import { type FormEvent, useState } from 'react';
import { counted } from '@/lib/domain/format';
import { Button } from '../ui/button';
import { ConfirmButton } from '../ui/confirm-button';
import { CopyButton } from '../ui/copy-button';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/outcome';
import { LocalTime } from '../ui/relative-time';
import { SubmitButton } from '../ui/submit-button';
import { CheckboxField, CodeField, PasswordField } from '../ui/text-field';
import { useAction } from '../ui/use-action';

interface PasswordPartProps {
  change: (input: { current: string; next: string; endTokens: boolean }) => Promise<Outcome<unknown>>;
  /** API tokens of this account that are in force */
  tokens: number;
}

export function PasswordPart({ change, tokens }: PasswordPartProps) {
  const { busy, run } = useAction();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [endTokens, setEndTokens] = useState(true);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await run(() => change({ current, next, endTokens: tokens > 0 && endTokens }), {
      failed: 'The password was not changed',
      done: 'The password was changed; your other sessions have ended',
    });
    if (!outcome.ok) return;
    setCurrent('');
    setNext('');
  };
  return (
    <form method="post" onSubmit={submit} className="flex max-w-md flex-col gap-4">
      <h2 className="text-lg font-semibold">Password</h2>
      <PasswordField label="Current password" autoComplete="current-password" value={current} onValue={setCurrent} />
      <PasswordField
        label="New password"
        hint="At least 10 characters."
        autoComplete="new-password"
        value={next}
        onValue={setNext}
      />
      {tokens > 0 ? (
        <CheckboxField
          label={tokens === 1 ? 'Revoke my API token too' : `Revoke my ${tokens} API tokens too`}
          hint="Leave it on if someone else may have known the password: they could have created one."
          checked={endTokens}
          onChecked={setEndTokens}
        />
      ) : null}
      <SubmitButton disabled={busy} className="self-start">
        Change the password
      </SubmitButton>
    </form>
  );
}

interface TotpPartProps {
  userId: string;
  enabledAt: string | null;
  recoveryCodesLeft: number;
  begin: (input: Record<string, never>) => Promise<Outcome<{ secret: string; svg: string }>>;
  confirm: (input: { code: string }) => Promise<Outcome<{ recoveryCodes: string[] }>>;
  disable: (input: { userId: string }) => Promise<Outcome<unknown>>;
}

/** A second factor that works on a plain-HTTP LAN, where passkeys do not. */
export function TotpPart({ userId, enabledAt, recoveryCodesLeft, begin, confirm, disable }: TotpPartProps) {
  const { busy, run } = useAction();
  const [begun, setBegun] = useState<{ secret: string; svg: string } | null>(null);
  const [code, setCode] = useState('');
  const [recovery, setRecovery] = useState<string[] | null>(null);
  const start = async () => {
    const outcome = await run(() => begin({}), { failed: 'The second factor was not set up' });
    if (outcome.ok) setBegun(outcome.value);
  };
  const prove = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await run(() => confirm({ code }), { failed: 'The code was not accepted' });
    if (!outcome.ok) return;
    setRecovery(outcome.value.recoveryCodes);
    setBegun(null);
    setCode('');
  };
  return (
    <section className="flex max-w-md flex-col items-start gap-4" aria-labelledby="totp">
      <h2 id="totp" className="text-lg font-semibold">
        Second factor
      </h2>
      {recovery ? (
        <Notice
          kind="warning"
          title="Write these recovery codes down: they are not shown again"
          action={<CopyButton text={recovery.join('\n')} what="the codes" />}
        >
          <span className="grid grid-cols-2 gap-x-6 font-mono">
            {recovery.map((one) => (
              <span key={one}>{one}</span>
            ))}
          </span>
        </Notice>
      ) : null}
      {begun ? (
        <form method="post" onSubmit={prove} className="flex flex-col gap-4">
          <p className="text-sm text-soft">Scan this with an authenticator app, then enter the code it shows.</p>
          {/* biome-ignore lint/performance/noImgElement: a data URL of two kilobytes has nothing to optimise */}
          <img
            src={`data:image/svg+xml;utf8,${encodeURIComponent(begun.svg)}`}
            alt="QR code with the secret for the authenticator app"
            width={200}
            height={200}
            className="rounded-md"
          />
          <p className="text-sm text-soft">
            Or enter the secret: <code className="break-all">{begun.secret}</code>
          </p>
          <CodeField label="Code" value={code} onValue={setCode} />
          <SubmitButton kind="primary" disabled={busy} className="self-start">
            Switch it on
          </SubmitButton>
        </form>
      ) : enabledAt ? (
        <>
          <p className="text-sm text-soft">
            On since <LocalTime at={enabledAt} />. {counted(recoveryCodesLeft, 'recovery code')} left.
          </p>
          <ConfirmButton
            label="Switch it off"
            title="Switch off the second factor?"
            actionLabel="Switch it off"
            onConfirm={() => run(() => disable({ userId }), { failed: 'The second factor was not switched off' })}
          >
            After this, your password alone is enough to log in.
          </ConfirmButton>
        </>
      ) : (
        <>
          <p className="text-sm text-soft">
            Off. When it is on, a stolen password is not enough: Bilge also asks for a code from your phone. Switching
            it on ends your other sessions.
          </p>
          <Button onClick={start} disabled={busy}>
            Set it up
          </Button>
        </>
      )}
    </section>
  );
}
