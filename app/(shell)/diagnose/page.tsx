import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { DiagnoseView } from '@/components/diagnose/diagnose-view';
import { diagnoseWords } from '@/components/diagnose/diagnose-words';
import { PageHeading } from '@/components/ui/page-heading';
import { hasRole } from '@/lib/access/actor';
import { titlesOfChecks } from '@/lib/usecases/findings/checks';

export const metadata: Metadata = { title: diagnoseWords.title };

export default async function DiagnosePage() {
  const { actor } = await requirePageActor();
  return (
    <>
      <PageHeading title={diagnoseWords.title}>{diagnoseWords.about}</PageHeading>
      <DiagnoseView titles={titlesOfChecks()} mayAddHosts={hasRole(actor, 'admin')} />
    </>
  );
}
