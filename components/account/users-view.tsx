'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button';
import { ConfirmButton } from '../ui/confirm-button';
import { DialogContent, DialogRoot, DialogTrigger } from '../ui/dialog';
import { Select } from '../ui/field';
import type { Outcome } from '../ui/outcome';
import { LocalTime } from '../ui/relative-time';
import { SubmitButton } from '../ui/submit-button';
import { NameField, PasswordField } from '../ui/text-field';
import { useAction } from '../ui/use-action';
import { parseRole, RoleField, type RoleWord, roleNames } from './role-field';
import { roleWords } from './role-words';
import { userWords } from './user-words';

interface ListedPerson {
  id: string;
  name: string;
  role: RoleWord;
  totpEnabledAt: string | null;
  createdAt: string;
  isSelf: boolean;
}

interface UsersViewProps {
  users: readonly ListedPerson[];
  add: (input: { name: string; role: RoleWord; password: string }) => Promise<Outcome<unknown>>;
  setRole: (input: { userId: string; role: RoleWord }) => Promise<Outcome<unknown>>;
  resetPassword: (input: { userId: string; password: string }) => Promise<Outcome<unknown>>;
  disableTotp: (input: { userId: string }) => Promise<Outcome<unknown>>;
  remove: (input: { userId: string }) => Promise<Outcome<unknown>>;
}

export function UsersView({ users, add, ...actions }: UsersViewProps) {
  return (
    <>
      <UserDialog
        label={userWords.add}
        title={userWords.add}
        withNameAndRole
        actionLabel={userWords.addTheUser}
        submit={({ name, role, password }) => add({ name, role, password })}
      />
      <ul className="mt-2">
        {users.map((user) => (
          <UserLine key={user.id} user={user} {...actions} />
        ))}
      </ul>
    </>
  );
}

interface UserLineProps extends Omit<UsersViewProps, 'users' | 'add'> {
  user: ListedPerson;
}

function UserLine({ user, setRole, resetPassword, disableTotp, remove }: UserLineProps) {
  const { busy, run } = useAction();
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 border-b border-line py-3 last:border-b-0">
      <div className="min-w-0 text-sm">
        <p className="text-base font-medium">
          {user.name}
          {user.isSelf ? <span className="font-normal text-faint"> {userWords.you}</span> : null}
        </p>
        <p className="text-faint">
          {userWords.since} <LocalTime at={user.createdAt} />
          {userWords.factor(user.totpEnabledAt ? userWords.on : userWords.off)}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <Select
          aria-label={userWords.roleOf(user.name)}
          className="w-auto text-sm"
          disabled={busy}
          value={user.role}
          onChange={(event) =>
            run(() => setRole({ userId: user.id, role: parseRole(event.target.value) }), {
              failed: userWords.roleNotChanged(user.name),
            })
          }
        >
          {roleNames.map((role) => (
            <option key={role} value={role}>
              {roleWords[role]}
            </option>
          ))}
        </Select>
        {user.isSelf ? null : (
          <>
            <UserDialog
              label={userWords.newPassword}
              title={userWords.newPasswordFor(user.name)}
              note={userWords.endAtOnce(user.name)}
              actionLabel={userWords.setPassword}
              submit={({ password }) => resetPassword({ userId: user.id, password })}
            />
            {user.totpEnabledAt ? (
              <ConfirmButton
                label={userWords.factorOff}
                title={userWords.askFactorOff(user.name)}
                actionLabel={userWords.switchOff}
                onConfirm={() => run(() => disableTotp({ userId: user.id }), { failed: userWords.notSwitchedOff })}
              >
                {userWords.aboutFactorOff}
              </ConfirmButton>
            ) : null}
            <ConfirmButton
              label={userWords.remove}
              title={userWords.askRemove(user.name)}
              actionLabel={userWords.removeOne(user.name)}
              onConfirm={() => run(() => remove({ userId: user.id }), { failed: userWords.notRemoved(user.name) })}
            >
              {userWords.aboutRemove(user.name)}
            </ConfirmButton>
          </>
        )}
      </div>
    </li>
  );
}

interface UserDialogProps {
  label: string;
  title: string;
  actionLabel: string;
  withNameAndRole?: boolean;
  note?: string;
  submit: (input: { name: string; role: RoleWord; password: string }) => Promise<Outcome<unknown>>;
}

function UserDialog({ label, title, actionLabel, withNameAndRole = false, note, submit }: UserDialogProps) {
  const { busy, run } = useAction();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [role, setRole] = useState<RoleWord>('viewer');
  const [password, setPassword] = useState('');
  const send = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await run(() => submit({ name, role, password }), { failed: title });
    if (!outcome.ok) return;
    setOpen(false);
    setName('');
    setPassword('');
  };
  return (
    <DialogRoot open={open} onOpenChange={setOpen}>
      <DialogTrigger>
        <Button>{label}</Button>
      </DialogTrigger>
      <DialogContent title={title} {...(note ? { description: note } : {})}>
        <form method="post" onSubmit={send} className="mt-2 flex flex-col gap-4">
          {withNameAndRole ? (
            <>
              <NameField label={userWords.name} required value={name} onValue={setName} />
              <RoleField value={role} onValue={setRole} />
            </>
          ) : null}
          <PasswordField
            label={userWords.password}
            hint={userWords.aboutPassword}
            autoComplete="new-password"
            value={password}
            onValue={setPassword}
          />
          <SubmitButton kind="primary" disabled={busy} className="self-start">
            {actionLabel}
          </SubmitButton>
        </form>
      </DialogContent>
    </DialogRoot>
  );
}
