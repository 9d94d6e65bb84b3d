import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { SignInSettingsForm } from '@/components/account/sign-in-settings-form';
import { signInWords } from '@/components/account/sign-in-words';
import { TriedClaimsView } from '@/components/account/tried-claims';
import { FactsList } from '@/components/hosts/facts-list';
import { DeclaredNote } from '@/components/ui/declared-note';
import { Notice } from '@/components/ui/notice';
import { readSignIn } from '@/lib/usecases/sign-in/settings';
import { saveSignIn, trySignIn } from '../actions';

export const metadata: Metadata = { title: signInWords.title };

export default async function SingleSignOnPage() {
  const { app, actor } = await requirePageActor('admin');
  const state = readSignIn(app, actor);
  return (
    <>
      <p className="mb-4 max-w-prose text-sm text-soft">{signInWords.about}</p>
      {state.redirectUri === null ? (
        <Notice kind="warning" title={signInWords.noUrl}>
          {signInWords.aboutNoUrl}
        </Notice>
      ) : (
        <p className="mb-6 text-sm">
          {signInWords.redirect} <code className="break-all">{state.redirectUri}</code>
        </p>
      )}
      {state.problem === null ? null : (
        <Notice kind="critical" title={signInWords.unreadable}>
          {state.problem}
        </Notice>
      )}
      {state.tried === null ? null : <TriedClaimsView tried={state.tried} />}
      {state.declaredIn === null ? null : (
        <div className="mb-6">
          <DeclaredNote file={state.declaredIn} />
          {state.settings === null ? null : (
            <FactsList
              lines={[
                { name: signInWords.issuer, value: state.settings.issuer },
                { name: signInWords.clientId, value: state.settings.clientId },
              ]}
            />
          )}
        </div>
      )}
      <SignInSettingsForm key={state.settings?.issuer ?? ''} state={state} save={saveSignIn} tryIt={trySignIn} />
    </>
  );
}
