import type { Metadata } from 'next';
import { beginConfirm } from '@/app/(shell)/actions';
import { requirePageActor } from '@/app/guarded';
import { GoToProvider } from '@/components/session/go-to-provider';
import { loginWords } from '@/components/session/login-words';

export const metadata: Metadata = { title: loginWords.confirm };

/** A tab of its own for who signs in again at the provider: the page that asked stays as it is, with all that was entered. */
export default async function ConfirmPage() {
  await requirePageActor();
  return <GoToProvider begin={beginConfirm} />;
}
