import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { NotScanned } from '@/components/hosts/not-scanned';
import { QuarantineList } from '@/components/runs/quarantine-list';
import { EmptyState } from '@/components/ui/empty-state';
import { SectionNotice } from '@/components/ui/section-notice';
import { listProtections } from '@/lib/usecases/protections/protections';
import { listQuarantine } from '@/lib/usecases/quarantine/quarantine';
import { type HostPageProps, hostTitle, readHostPage } from '../host-page';

export function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return hostTitle(params, 'quarantine');
}

export default async function QuarantinePage({ params }: HostPageProps) {
  const context = await requirePageActor();
  const { card, report, mayPlan } = await readHostPage(context, params);
  if (!report) return <NotScanned host={card} />;
  const quarantine = listQuarantine(context.app, context.actor, card.id);
  if (quarantine.state === 'unknown') return <SectionNotice what="Quarantine" section={quarantine} />;
  if (quarantine.value.length === 0) {
    return (
      <EmptyState title="The quarantine on this host is empty">
        Leaked layers that you quarantine stay here until their date. Until then they can be restored.
      </EmptyState>
    );
  }
  const protectedObjects = listProtections(context.app, context.actor, card.id).map(
    ({ kind, object }) => `${kind}:${object}`,
  );
  return (
    <QuarantineList hostId={card.id} entries={quarantine.value} mayPlan={mayPlan} protectedObjects={protectedObjects} />
  );
}
