import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { PasswordPart, TotpPart } from '@/components/account/account-view';
import { settingsWords } from '@/components/account/settings-words';
import { SignInPart } from '@/components/account/sign-in-part';
import { signInName, waysToConfirm } from '@/lib/usecases/sign-in/settings';
import { beginLink, beginTotp, changeOwnPassword, confirmTotp, disableUserTotp, unlinkSignIn } from '../actions';

export const metadata: Metadata = { title: settingsWords.account };

export default async function AccountPage() {
  const { app, actor } = await requirePageActor();
  const user = app.access.users.own(actor);
  if (!user) return <p>{settingsWords.noAccount}</p>;
  const provider = signInName(app);
  const identities = app.access.vouched.ofActor(actor).map(({ issuer, label }) => ({ issuer, label }));
  const { enabledAt, recoveryCodesLeft } = app.access.totp.state(user.id);
  return (
    <div className="flex flex-col gap-12">
      <p className="text-soft">
        <b className="font-semibold text-ink">{user.name}</b>, {user.role}
      </p>
      {user.hasPassword ? (
        <PasswordPart change={changeOwnPassword} tokens={app.access.tokens.inForceOf(actor)} />
      ) : null}
      {provider === null && identities.length === 0 ? null : (
        <SignInPart
          provider={provider}
          isLinked={waysToConfirm(app, actor).provider !== null}
          identities={identities}
          link={beginLink}
          unlink={unlinkSignIn}
        />
      )}
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
