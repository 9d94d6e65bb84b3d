'use client';

import { type FormEvent, useState } from 'react';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { CommandLine } from '../ui/command-line';
import { ConfirmButton } from '../ui/confirm-button';
import { DialogContent, DialogRoot, DialogTrigger } from '../ui/dialog';
import { EmptyState } from '../ui/empty-state';
import { Field, Select } from '../ui/field';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/outcome';
import { LocalTime, RelativeTime } from '../ui/relative-time';
import { SubmitButton } from '../ui/submit-button';
import { TextField } from '../ui/text-field';
import { useAction } from '../ui/use-action';
import { RoleField, type RoleWord } from './role-field';

interface ListedToken {
  id: string;
  name: string;
  role: RoleWord;
  createdBy: string;
  ownerName: string | null;
  roleInForce: RoleWord | null;
  endedBecause: 'no-account' | 'account-removed' | 'password-reset' | null;
  createdAt: string;
  expiresAt: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
}

const endWords = {
  'no-account': 'Ended: no account owns it. Create a new one.',
  'account-removed': 'Ended when its account was removed.',
  'password-reset': 'Ended when the password of its account was reset.',
} as const;

interface TokensViewProps {
  tokens: readonly ListedToken[];
  create: (input: { name: string; role: RoleWord; days: number | null }) => Promise<Outcome<{ token: string }>>;
  revoke: (input: { id: string }) => Promise<Outcome<unknown>>;
}

export function TokensView({ tokens, create, revoke }: TokensViewProps) {
  const { run } = useAction();
  return (
    <>
      <p className="mb-4 max-w-prose text-sm text-soft">
        For scripts, Prometheus and other dashboards: <code>Authorization: Bearer bilge_…</code>. A token is shown once.
        It belongs to the account that created it, can never do more than that account can, and ends when the account is
        removed or an admin resets its password.
      </p>
      <NewTokenDialog create={create} />
      {tokens.length === 0 ? (
        <div className="mt-4">
          <EmptyState title="No tokens yet" />
        </div>
      ) : null}
      <ul className="mt-2">
        {tokens.map((token) => (
          <li
            key={token.id}
            className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line py-3 text-sm last:border-b-0"
          >
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-2 text-base font-medium break-words">
                {token.name} <Badge>{token.role}</Badge>
                {token.revokedAt ? <Badge>{token.endedBecause ? 'ended' : 'revoked'}</Badge> : null}
                {token.roleInForce && token.roleInForce !== token.role ? (
                  <Badge tone="warning">now only {token.roleInForce}</Badge>
                ) : null}
              </p>
              <p className="text-faint">
                {token.ownerName ? `of ${token.ownerName}, ` : ''}created
                {token.createdBy === token.ownerName ? '' : ` by ${token.createdBy}`} <LocalTime at={token.createdAt} />
                {token.revokedAt ? (
                  <>
                    , {token.endedBecause ? 'ended' : 'revoked'} <LocalTime at={token.revokedAt} />
                  </>
                ) : token.expiresAt ? (
                  <>
                    , expires <LocalTime at={token.expiresAt} />
                  </>
                ) : (
                  ', does not expire'
                )}
                {token.lastUsedAt ? (
                  <>
                    , last used <RelativeTime at={token.lastUsedAt} />
                  </>
                ) : (
                  ', never used'
                )}
              </p>
              {token.endedBecause ? <p className="text-soft">{endWords[token.endedBecause]}</p> : null}
            </div>
            {token.revokedAt ? null : (
              <ConfirmButton
                label="Revoke"
                title={`Revoke the token ${token.name}?`}
                actionLabel={`Revoke ${token.name}`}
                onConfirm={() => run(() => revoke({ id: token.id }), { failed: 'The token was not revoked' })}
              >
                Anything that uses it is refused from now on.
              </ConfirmButton>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function NewTokenDialog({ create }: Pick<TokensViewProps, 'create'>) {
  const { busy, run } = useAction();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [role, setRole] = useState<RoleWord>('viewer');
  const [days, setDays] = useState('365');
  const [token, setToken] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await run(() => create({ name, role, days: days === '' ? null : Number(days) }), {
      failed: 'The token was not created',
    });
    if (outcome.ok) setToken(outcome.value.token);
  };
  const close = (next: boolean) => {
    setOpen(next);
    if (next) return;
    setToken('');
    setName('');
  };
  return (
    <DialogRoot open={open} onOpenChange={close}>
      <DialogTrigger>
        <Button>Create a token</Button>
      </DialogTrigger>
      <DialogContent title="Create a token">
        {token ? (
          <div className="mt-2 flex flex-col gap-3">
            <Notice kind="warning" title="Copy it now: it is not shown again" />
            <CommandLine command={token} />
          </div>
        ) : (
          <form method="post" onSubmit={submit} className="mt-2 flex flex-col gap-4">
            <TextField
              label="Name"
              hint="What will use it."
              required
              maxLength={100}
              autoComplete="off"
              value={name}
              onValue={setName}
            />
            <RoleField value={role} onValue={setRole} />
            <Field
              label="Expires after"
              hint={
                days === ''
                  ? 'Valid until someone revokes it or your account is removed. Only for what cannot renew its token.'
                  : undefined
              }
            >
              {(ids) => (
                <Select {...ids} value={days} onChange={(event) => setDays(event.target.value)}>
                  <option value="30">30 days</option>
                  <option value="90">90 days</option>
                  <option value="365">one year</option>
                  <option value="">never</option>
                </Select>
              )}
            </Field>
            <SubmitButton kind="primary" disabled={busy} className="self-start">
              Create the token
            </SubmitButton>
          </form>
        )}
      </DialogContent>
    </DialogRoot>
  );
}
