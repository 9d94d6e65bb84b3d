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
  return hostTitle(params, 'set aside');
}

export default async function QuarantinePage({ params }: HostPageProps) {
  const context = await requirePageActor();
  const { card, report, mayPlan } = await readHostPage(context, params);
  if (!report) return <NotScanned host={card} />;
  const quarantine = listQuarantine(context.app, context.actor, card.id);
  if (quarantine.state === 'unknown') return <SectionNotice what="What is set aside" section={quarantine} />;
  if (quarantine.value.length === 0) {
    return (
      <EmptyState title="Nothing is set aside on this host">
        Leaked layers that you set aside wait here until their date. They can be put back until then.
      </EmptyState>
    );
  }
  const spared = listProtections(context.app, context.actor, card.id).map(({ kind, object }) => `${kind}:${object}`);
  return <QuarantineList hostId={card.id} entries={quarantine.value} mayPlan={mayPlan} spared={spared} />;
}
