import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { settingsWords } from '@/components/account/settings-words';
import { UsersView } from '@/components/account/users-view';
import { addUser, disableUserTotp, removeUser, resetUserPassword, setUserRole } from '../actions';

export const metadata: Metadata = { title: settingsWords.usersTitle };

export default async function UsersPage() {
  const { app, actor } = await requirePageActor('admin');
  const own = app.access.users.own(actor)?.id;
  const users = app.access.users.list(actor).map(({ id, name, role, totpEnabledAt, createdAt }) => ({
    id,
    name,
    role,
    totpEnabledAt,
    createdAt,
    isSelf: id === own,
  }));
  return (
    <UsersView
      users={users}
      add={addUser}
      setRole={setUserRole}
      resetPassword={resetUserPassword}
      disableTotp={disableUserTotp}
      remove={removeUser}
    />
  );
}
