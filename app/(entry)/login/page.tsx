import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentActor } from '@/app/guarded';
import { LoginForm } from '@/components/session/login-form';
import { loginWords } from '@/components/session/login-words';
import { SignInButton } from '@/components/session/sign-in-button';
import { application } from '@/lib/usecases/core/application';
import { signInName } from '@/lib/usecases/sign-in/settings';
import { beginLogin, logIn } from './actions';
import { ownPath } from './own-path';

export const metadata: Metadata = { title: loginWords.logIn };

interface LoginPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function LoginPage({ searchParams }: LoginPageProps) {
  const app = application();
  if (app.access.setup.needed()) redirect('/welcome');
  const { next } = await searchParams;
  const target = ownPath(next);
  if ((await currentActor()) !== null) redirect(target);
  const provider = signInName(app);
  return (
    <>
      <h1 className="mb-4 text-2xl font-semibold tracking-tight">{loginWords.logIn}</h1>
      <LoginForm logIn={logIn} next={target} />
      {provider === null ? null : <SignInButton name={provider} next={target} begin={beginLogin} />}
    </>
  );
}
