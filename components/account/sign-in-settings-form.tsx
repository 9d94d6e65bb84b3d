'use client';

import { type FormEvent, useState } from 'react';
import type { SignInSettings, SignInState } from '@/lib/domain/sign-in';
import { Button } from '../ui/button';
import { ConfirmButton } from '../ui/confirm-button';
import type { Outcome } from '../ui/outcome';
import { SubmitButton } from '../ui/submit-button';
import { AreaField, CheckboxField, NameField, PasswordField } from '../ui/text-field';
import { useAction } from '../ui/use-action';
import { signInWords as words } from './sign-in-words';

interface SignInSettingsFormProps {
  state: SignInState;
  save: (input: { settings: unknown; secret?: string | null }) => Promise<Outcome<unknown>>;
  tryIt: (input: Record<string, never>) => Promise<Outcome<{ url: string }>>;
}

const isList = { allowedGroups: true, operatorGroups: true, adminGroups: true } as const;
type ListField = keyof typeof isList;
type TextName = 'issuer' | 'clientId' | 'name' | 'scopes' | 'groupsClaim' | 'ca' | ListField;

/** Lists and what may be absent as people type them. */
function typedOf(settings: SignInSettings | null): Record<TextName, string> {
  const list = (field: ListField): string => settings?.[field].join(', ') ?? '';
  return {
    issuer: settings?.issuer ?? '',
    clientId: settings?.clientId ?? '',
    name: settings?.name ?? '',
    scopes: settings?.scopes ?? 'openid profile',
    groupsClaim: settings?.groupsClaim ?? 'groups',
    ca: settings?.ca ?? '',
    allowedGroups: list('allowedGroups'),
    operatorGroups: list('operatorGroups'),
    adminGroups: list('adminGroups'),
  };
}

function settingsOf(typed: Record<TextName, string>): Record<string, unknown> {
  const entries = Object.entries(typed).map(([field, text]) => {
    const names = text.split(',').flatMap((one) => one.trim() || []);
    return [field, field in isList ? names : text.trim() === '' ? undefined : text.trim()];
  });
  return Object.fromEntries(entries);
}

export function SignInSettingsForm({ state, save, tryIt }: SignInSettingsFormProps) {
  const { busy, run } = useAction();
  const [typed, setTyped] = useState(() => typedOf(state.settings));
  const [secret, setSecret] = useState('');
  const [createsUsers, setCreates] = useState(state.settings?.createsUsers ?? false);
  const [allowsHttp, setHttp] = useState(state.settings?.allowsHttp ?? false);
  const field = (name: TextName) => ({
    value: typed[name],
    onValue: (value: string) => setTyped((now) => ({ ...now, [name]: value })),
  });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const settings = { ...settingsOf(typed), createsUsers, allowsHttp };
    const outcome = await run(() => save({ settings, ...(secret === '' ? {} : { secret }) }), {
      failed: words.notSaved,
      done: words.saved,
    });
    if (outcome.ok) setSecret('');
  };
  const leave = async () => {
    const outcome = await run(() => tryIt({}), { failed: words.notTried });
    if (outcome.ok) window.location.assign(outcome.value.url);
  };
  return (
    <>
      {state.declaredIn === null ? (
        <form method="post" onSubmit={submit} className="flex max-w-lg flex-col gap-4">
          <h2 className="text-lg font-semibold">{words.provider}</h2>
          <NameField label={words.issuer} hint={words.aboutIssuer} required {...field('issuer')} />
          <NameField label={words.clientId} required {...field('clientId')} />
          <PasswordField
            label={words.secret}
            hint={state.hasSecret ? words.secretKept : words.secretNone}
            autoComplete="off"
            required={false}
            value={secret}
            onValue={setSecret}
          />
          <NameField label={words.name} {...field('name')} />
          <NameField label={words.scopes} hint={words.aboutScopes} {...field('scopes')} />
          <h2 className="mt-4 text-lg font-semibold">{words.who}</h2>
          <NameField label={words.claim} {...field('groupsClaim')} />
          <NameField label={words.allowed} hint={words.aboutAllowed} {...field('allowedGroups')} />
          <NameField label={words.operators} {...field('operatorGroups')} />
          <NameField label={words.admins} hint={words.aboutRoles} {...field('adminGroups')} />
          <CheckboxField
            label={words.creates}
            hint={words.aboutCreates}
            checked={createsUsers}
            onChecked={setCreates}
          />
          <h2 className="mt-4 text-lg font-semibold">{words.connection}</h2>
          <CheckboxField label={words.http} hint={words.aboutHttp} checked={allowsHttp} onChecked={setHttp} />
          <AreaField label={words.ca} {...field('ca')} />
          <SubmitButton kind="primary" disabled={busy} className="self-start">
            {words.save}
          </SubmitButton>
        </form>
      ) : null}
      {state.settings === null ? null : (
        <div className="mt-8 flex max-w-lg flex-col items-start gap-4">
          <p className="text-sm text-soft">{words.aboutTry}</p>
          <Button onClick={leave} disabled={busy}>
            {words.tryIt}
          </Button>
          {state.declaredIn === null ? (
            <ConfirmButton
              label={words.remove}
              title={words.askRemove}
              actionLabel={words.remove}
              onConfirm={() => run(() => save({ settings: null }), { failed: words.notSaved, done: words.saved })}
            >
              {words.aboutRemove}
            </ConfirmButton>
          ) : null}
        </div>
      )}
    </>
  );
}
