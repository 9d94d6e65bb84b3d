import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { FirstAdminForm } from '@/components/session/first-admin-form';
import { application } from '@/lib/usecases/core/application';
import { createFirstAdmin } from './actions';

export const metadata: Metadata = { title: 'First start' };

export default function WelcomePage() {
  if (!application().access.setup.needed()) redirect('/login');
  return (
    <>
      <h1 className="mb-2 text-2xl font-semibold tracking-tight">First start</h1>
      <p className="mb-6 text-soft">
        Bilge shows where Docker’s storage went on your hosts, and frees what leaked. Create the first admin to begin.
      </p>
      <FirstAdminForm create={createFirstAdmin} />
    </>
  );
}
