'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button';
import { ConfirmButton } from '../ui/confirm-button';
import { CopyButton } from '../ui/copy-button';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/outcome';
import { LocalTime } from '../ui/relative-time';
import { SubmitButton } from '../ui/submit-button';
import { CheckboxField, CodeField, PasswordField } from '../ui/text-field';
import { useAction } from '../ui/use-action';
import { accountWords } from './account-words';

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
      failed: accountWords.notChanged,
      done: accountWords.changed,
    });
    if (!outcome.ok) return;
    setCurrent('');
    setNext('');
  };
  return (
    <form method="post" onSubmit={submit} className="flex max-w-md flex-col gap-4">
      <h2 className="text-lg font-semibold">{accountWords.password}</h2>
      <PasswordField
        label={accountWords.current}
        autoComplete="current-password"
        value={current}
        onValue={setCurrent}
      />
      <PasswordField
        label={accountWords.new}
        hint={accountWords.shortest}
        autoComplete="new-password"
        value={next}
        onValue={setNext}
      />
      {tokens > 0 ? (
        <CheckboxField
          label={accountWords.revokeTokens(tokens)}
          hint={accountWords.aboutRevoke}
          checked={endTokens}
          onChecked={setEndTokens}
        />
      ) : null}
      <SubmitButton disabled={busy} className="self-start">
        {accountWords.change}
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
    const outcome = await run(() => begin({}), { failed: accountWords.notSetUp });
    if (outcome.ok) setBegun(outcome.value);
  };
  const prove = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await run(() => confirm({ code }), { failed: accountWords.notAccepted });
    if (!outcome.ok) return;
    setRecovery(outcome.value.recoveryCodes);
    setBegun(null);
    setCode('');
  };
  return (
    <section className="flex max-w-md flex-col items-start gap-4" aria-labelledby="totp">
      <h2 id="totp" className="text-lg font-semibold">
        {accountWords.factor}
      </h2>
      {recovery ? (
        <Notice
          kind="warning"
          title={accountWords.writeDown}
          action={<CopyButton text={recovery.join('\n')} what={accountWords.codes} />}
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
          <p className="text-sm text-soft">{accountWords.scan}</p>
          {/* biome-ignore lint/performance/noImgElement: a data URL of two kilobytes has nothing to optimise */}
          <img
            src={`data:image/svg+xml;utf8,${encodeURIComponent(begun.svg)}`}
            alt={accountWords.qr}
            width={200}
            height={200}
            className="rounded-md"
          />
          <p className="text-sm text-soft">
            {accountWords.secret} <code className="break-all">{begun.secret}</code>
          </p>
          <CodeField label={accountWords.code} value={code} onValue={setCode} />
          <SubmitButton kind="primary" disabled={busy} className="self-start">
            {accountWords.switchOn}
          </SubmitButton>
        </form>
      ) : enabledAt ? (
        <>
          <p className="text-sm text-soft">
            {accountWords.onSince} <LocalTime at={enabledAt} />
            {accountWords.codesLeft(recoveryCodesLeft)}
          </p>
          <ConfirmButton
            label={accountWords.switchOff}
            title={accountWords.askSwitchOff}
            actionLabel={accountWords.switchOff}
            onConfirm={() => run(() => disable({ userId }), { failed: accountWords.notSwitchedOff })}
          >
            {accountWords.aboutSwitchOff}
          </ConfirmButton>
        </>
      ) : (
        <>
          <p className="text-sm text-soft">{accountWords.aboutOff}</p>
          <Button onClick={start} disabled={busy}>
            {accountWords.setUp}
          </Button>
        </>
      )}
    </section>
  );
}
