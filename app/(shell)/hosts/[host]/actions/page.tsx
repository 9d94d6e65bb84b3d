import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { NotScanned } from '@/components/hosts/not-scanned';
import { ReclaimableAmount } from '@/components/hosts/reclaimable-amount';
import { ActionList } from '@/components/plans/action-list';
import { actionWords } from '@/components/plans/action-words';
import { hasRole } from '@/lib/access/actor';
import { listActions } from '@/lib/usecases/plans/actions';
import { type HostPageProps, hostTitle, readHostPage } from '../host-page';

export function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return hostTitle(params, 'actions');
}

export default async function ActionsPage({ params }: HostPageProps) {
  const context = await requirePageActor();
  const { card, report, mayPlan } = await readHostPage(context, params);
  if (!report) return <NotScanned host={card} />;
  const actions = listActions(context.app, context.actor, card.id).map((action) => ({
    ...action,
    summary: action.available ? action.summary : null,
  }));
  return (
    <>
      <p className="mb-6 text-sm text-soft">
        <ReclaimableAmount reclaimable={report.reclaimable} className="font-medium text-ink" />{' '}
        {actionWords.reclaimable}
      </p>
      <ActionList
        hostId={card.id}
        actions={actions}
        mayPlan={mayPlan}
        mayChangeReach={hasRole(context.actor, 'admin')}
      />
    </>
  );
}
