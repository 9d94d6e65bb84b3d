import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { FirstAdminForm } from '@/components/session/first-admin-form';
import { firstStartWords } from '@/components/session/first-start-words';
import { application } from '@/lib/usecases/core/application';
import { createFirstAdmin } from './actions';

export const metadata: Metadata = { title: firstStartWords.title };

export default function WelcomePage() {
  if (!application().access.setup.needed()) redirect('/login');
  return (
    <>
      <h1 className="mb-2 text-2xl font-semibold tracking-tight">{firstStartWords.title}</h1>
      <p className="mb-6 text-soft">{firstStartWords.about}</p>
      <FirstAdminForm create={createFirstAdmin} />
    </>
  );
}
