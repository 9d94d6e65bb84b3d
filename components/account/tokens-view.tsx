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
import { tokenWords } from './token-words';

interface ListedToken {
  id: string;
  name: string;
  role: RoleWord;
  scope: 'all' | 'widget';
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
  'no-account': tokenWords.noOwner,
  'account-removed': tokenWords.ownerRemoved,
  'password-reset': tokenWords.passwordReset,
} as const;

interface TokensViewProps {
  tokens: readonly ListedToken[];
  create: (input: {
    name: string;
    role: RoleWord;
    scope: 'all' | 'widget';
    days: number | null;
  }) => Promise<Outcome<{ token: string }>>;
  revoke: (input: { id: string }) => Promise<Outcome<unknown>>;
}

export function TokensView({ tokens, create, revoke }: TokensViewProps) {
  const { run } = useAction();
  return (
    <>
      <p className="mb-4 max-w-prose text-sm text-soft">
        {tokenWords.use} <code>Authorization: Bearer bilge_…</code>
        {tokenWords.aboutTokens}
      </p>
      <NewTokenDialog create={create} />
      {tokens.length === 0 ? (
        <div className="mt-4">
          <EmptyState title={tokenWords.none} />
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
                {token.name} <Badge>{token.scope === 'widget' ? tokenWords.widget : token.role}</Badge>
                {token.revokedAt ? <Badge>{token.endedBecause ? tokenWords.ended : tokenWords.revoked}</Badge> : null}
                {token.roleInForce && token.roleInForce !== token.role ? (
                  <Badge tone="warning">{tokenWords.onlyNow(token.roleInForce)}</Badge>
                ) : null}
              </p>
              <p className="text-faint">
                {tokenWords.created(
                  token.ownerName ? tokenWords.of(token.ownerName) : '',
                  token.createdBy === token.ownerName ? '' : tokenWords.by(token.createdBy),
                )}{' '}
                <LocalTime at={token.createdAt} />
                {token.revokedAt ? (
                  <>
                    , {token.endedBecause ? tokenWords.ended : tokenWords.revoked} <LocalTime at={token.revokedAt} />
                  </>
                ) : token.expiresAt ? (
                  <>
                    {tokenWords.expires} <LocalTime at={token.expiresAt} />
                  </>
                ) : (
                  tokenWords.noExpiry
                )}
                {token.lastUsedAt ? (
                  <>
                    {tokenWords.lastUsed} <RelativeTime at={token.lastUsedAt} />
                  </>
                ) : (
                  tokenWords.neverUsed
                )}
              </p>
              {token.endedBecause ? <p className="text-soft">{endWords[token.endedBecause]}</p> : null}
            </div>
            {token.revokedAt ? null : (
              <ConfirmButton
                label={tokenWords.revoke}
                title={tokenWords.askRevoke(token.name)}
                actionLabel={tokenWords.revokeOne(token.name)}
                onConfirm={() => run(() => revoke({ id: token.id }), { failed: tokenWords.notRevoked })}
              >
                {tokenWords.aboutRevoke}
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
  const [scope, setScope] = useState<'all' | 'widget'>('all');
  const [days, setDays] = useState('365');
  const [token, setToken] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await run(() => create({ name, role, scope, days: days === '' ? null : Number(days) }), {
      failed: tokenWords.notCreated,
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
        <Button>{tokenWords.new}</Button>
      </DialogTrigger>
      <DialogContent title={tokenWords.new}>
        {token ? (
          <div className="mt-2 flex flex-col gap-3">
            <Notice kind="warning" title={tokenWords.copyNow} />
            <CommandLine command={token} />
          </div>
        ) : (
          <form method="post" onSubmit={submit} className="mt-2 flex flex-col gap-4">
            <TextField
              label={tokenWords.name}
              hint={tokenWords.aboutName}
              required
              maxLength={100}
              autoComplete="off"
              value={name}
              onValue={setName}
            />
            <Field label={tokenWords.scope} hint={scope === 'widget' ? tokenWords.aboutWidget : undefined}>
              {(ids) => (
                <Select
                  {...ids}
                  value={scope}
                  onChange={({ target }) => setScope(target.value === 'widget' ? 'widget' : 'all')}
                >
                  <option value="all">{tokenWords.scopeAll}</option>
                  <option value="widget">{tokenWords.scopeWidget}</option>
                </Select>
              )}
            </Field>
            {scope === 'all' ? <RoleField value={role} onValue={setRole} /> : null}
            <Field label={tokenWords.expiresAfter} hint={days === '' ? tokenWords.aboutNever : undefined}>
              {(ids) => (
                <Select {...ids} value={days} onChange={(event) => setDays(event.target.value)}>
                  <option value="30">{tokenWords.days30}</option>
                  <option value="90">{tokenWords.days90}</option>
                  <option value="365">{tokenWords.year}</option>
                  <option value="">{tokenWords.never}</option>
                </Select>
              )}
            </Field>
            <SubmitButton kind="primary" disabled={busy} className="self-start">
              {tokenWords.create}
            </SubmitButton>
          </form>
        )}
      </DialogContent>
    </DialogRoot>
  );
}
