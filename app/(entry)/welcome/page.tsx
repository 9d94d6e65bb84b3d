import path from 'node:path';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentVisitor } from '@/app/guarded';
import { FirstAdminForm } from '@/components/session/first-admin-form';
import { application } from '@/lib/usecases/application';
import { createFirstAdmin } from './actions';

export const metadata: Metadata = { title: 'First start' };

export default async function WelcomePage() {
  const { access, settings } = application();
  if (!access.setup.needed()) redirect('/login');
  const { isLoopback } = await currentVisitor();
  const keyPlace = settings.secret
    ? 'BILGE_SECRET'
    : (settings.secretFile ?? path.join(settings.dataDirectory, 'secret.key'));
  return (
    <>
      <h1 className="mb-2 text-2xl font-semibold tracking-tight">First start</h1>
      <p className="mb-6 text-soft">
        Bilge shows where Docker’s storage went on your hosts, and frees what leaked. It begins with one admin.
      </p>
      <FirstAdminForm create={createFirstAdmin} needsCode={!isLoopback} />
      {isLoopback ? (
        <dl className="mt-8 grid grid-cols-[4rem_minmax(0,1fr)] gap-y-1 text-sm">
          <dt className="text-faint">Data</dt>
          <dd>
            <code className="break-all">{settings.dataDirectory}</code>
          </dd>
          <dt className="text-faint">Key</dt>
          <dd>
            <code className="break-all">{keyPlace}</code>
          </dd>
          <dd className="col-start-2 text-soft">
            The key seals your SSH keys and passwords. Keep a copy elsewhere: a backup of the data without it cannot be
            read.
          </dd>
        </dl>
      ) : null}
    </>
  );
}
