import type { Metadata } from 'next';
import { FinishSignIn } from '@/components/session/finish-sign-in';
import { loginWords } from '@/components/session/login-words';
import { finishLogin } from '../actions';

export const metadata: Metadata = { title: loginWords.logIn };

/** Where a sign-in provider sends the browser back to. Nothing is decided by opening it: the page hands on what is in its address. */
export default function CallbackPage() {
  return <FinishSignIn finish={finishLogin} />;
}
