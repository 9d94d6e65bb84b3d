'use client';

import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { Link } from '../ui/link';
import { Notice } from '../ui/notice';
import type { Outcome } from '../ui/outcome';
import { loginWords } from './login-words';
import { givePageToken } from './page-token';

type Done = { kind: 'logged-in' | 'confirmed' | 'linked' | 'tried'; pageToken: string | null; next: string };

const pageAfter = { linked: '/settings/account', tried: '/settings/single-sign-on' };

/** Back from the provider: what is in the address is sent to the server once, and taken out of the address and the history. */
export function FinishSignIn({ finish }: { finish: (input: { search: string }) => Promise<Outcome<Done>> }) {
  const router = useRouter();
  const [problem, setProblem] = useState('');
  const [isConfirmed, setConfirmed] = useState(false);
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const { pathname, search } = window.location;
    window.history.replaceState(null, '', pathname);
    void finish({ search }).then((outcome) => {
      if (!outcome.ok) return setProblem(outcome.message);
      const { kind, pageToken, next } = outcome.value;
      if (pageToken !== null) givePageToken(pageToken);
      if (kind === 'confirmed') {
        setConfirmed(true);
        // Where the browser does not let a page close itself, the text says what to do.
        window.close();
        return;
      }
      router.replace(kind === 'logged-in' ? next : pageAfter[kind]);
      router.refresh();
    });
  }, [finish, router]);
  if (isConfirmed) return <Notice kind="pass" title={loginWords.confirmed} />;
  if (problem === '') return <p role="status">{loginWords.busy}</p>;
  return (
    <>
      <Notice kind="critical" title={problem} />
      <p className="mt-4">
        <Link href="/login" className="underline">
          {loginWords.toLogin}
        </Link>
      </p>
    </>
  );
}
