import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentActor } from '@/app/guarded';
import { LoginForm } from '@/components/session/login-form';
import { loginWords } from '@/components/session/login-words';
import { application } from '@/lib/usecases/core/application';
import { logIn } from './actions';

export const metadata: Metadata = { title: loginWords.logIn };

interface LoginPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function LoginPage({ searchParams }: LoginPageProps) {
  if (application().access.setup.needed()) redirect('/welcome');
  const { next } = await searchParams;
  const target = ownPath(next);
  if ((await currentActor()) !== null) redirect(target);
  return (
    <>
      <h1 className="mb-4 text-2xl font-semibold tracking-tight">{loginWords.logIn}</h1>
      <LoginForm logIn={logIn} next={target} />
    </>
  );
}

/** Only a path of this dashboard: `//elsewhere` and `/\elsewhere` are other hosts to a browser. */
function ownPath(next: string | string[] | undefined): string {
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? next : '/';
}
