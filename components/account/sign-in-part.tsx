'use client';

import { Button } from '../ui/button';
import { ConfirmButton } from '../ui/confirm-button';
import type { Outcome } from '../ui/outcome';
import { useAction } from '../ui/use-action';
import { signInWords as words } from './sign-in-words';

interface SignInPartProps {
  /** the name of the provider; null: none is set now */
  provider: string | null;
  isLinked: boolean;
  identities: readonly { issuer: string; label: string }[];
  link: (input: Record<string, never>) => Promise<Outcome<{ url: string }>>;
  unlink: (input: { issuer: string }) => Promise<Outcome<unknown>>;
}

/** Of My account: links the account to the provider, asked by whoever knows the password. */
export function SignInPart({ provider, isLinked, identities, link, unlink }: SignInPartProps) {
  const { busy, run } = useAction();
  const leave = async () => {
    const outcome = await run(() => link({}), { failed: words.notDone });
    if (outcome.ok) window.location.assign(outcome.value.url);
  };
  return (
    <section className="flex max-w-md flex-col items-start gap-4" aria-labelledby="sign-in">
      <h2 id="sign-in" className="text-lg font-semibold">
        {words.part}
      </h2>
      {identities.map(({ issuer, label }) => (
        <div key={issuer} className="flex flex-col items-start gap-2">
          <p className="break-words text-sm text-soft">{words.linkedAs(label, issuer)}</p>
          <ConfirmButton
            label={words.unlink}
            title={words.askUnlink}
            actionLabel={words.unlink}
            onConfirm={() => run(() => unlink({ issuer }), { failed: words.notDone })}
          >
            {words.aboutUnlink}
          </ConfirmButton>
        </div>
      ))}
      {provider === null || isLinked ? null : (
        <>
          <p className="text-sm text-soft">{words.notLinked(provider)}</p>
          <Button onClick={leave} disabled={busy}>
            {words.link(provider)}
          </Button>
        </>
      )}
    </section>
  );
}
