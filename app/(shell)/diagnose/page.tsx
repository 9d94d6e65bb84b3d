import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { DiagnoseView } from '@/components/diagnose/diagnose-view';
import { PageHeading } from '@/components/ui/page-heading';
import { hasRole } from '@/lib/access/actor';
import { titlesOfChecks } from '@/lib/usecases/findings/checks';

export const metadata: Metadata = { title: 'Diagnose' };

export default async function DiagnosePage() {
  const { actor } = await requirePageActor();
  return (
    <>
      <PageHeading title="Diagnose">
        No access to the host? Paste the output of its commands to see what it means and what to do.
      </PageHeading>
      <DiagnoseView titles={titlesOfChecks()} mayAddHosts={hasRole(actor, 'admin')} />
    </>
  );
}
