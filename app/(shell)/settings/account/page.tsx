import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { PasswordPart, TotpPart } from '@/components/account/account-view';
import { settingsWords } from '@/components/account/settings-words';
import { beginTotp, changeOwnPassword, confirmTotp, disableUserTotp } from '../actions';

export const metadata: Metadata = { title: settingsWords.account };

export default async function AccountPage() {
  const { app, actor } = await requirePageActor();
  const user = app.access.users.own(actor);
  if (!user) return <p>{settingsWords.noAccount}</p>;
  const { enabledAt, recoveryCodesLeft } = app.access.totp.state(user.id);
  return (
    <div className="flex flex-col gap-12">
      <p className="text-soft">
        <b className="font-semibold text-ink">{user.name}</b>, {user.role}
      </p>
      <PasswordPart change={changeOwnPassword} tokens={app.access.tokens.inForceOf(actor)} />
      <TotpPart
        userId={user.id}
        enabledAt={enabledAt}
        recoveryCodesLeft={recoveryCodesLeft}
        begin={beginTotp}
        confirm={confirmTotp}
        disable={disableUserTotp}
      />
    </div>
  );
}
