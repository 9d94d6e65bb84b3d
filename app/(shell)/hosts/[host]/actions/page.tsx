import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { NotScanned } from '@/components/hosts/not-scanned';
import { ActionList } from '@/components/plans/action-list';
import { listActions } from '@/lib/usecases/plans/actions';
import { type HostPageProps, hostTitle, readHostPage } from '../host-page';

export function generateMetadata({ params }: HostPageProps): Promise<Metadata> {
  return hostTitle(params, 'actions');
}

export default async function ActionsPage({ params }: HostPageProps) {
  const context = await requirePageActor();
  const { card, report, mayPlan } = await readHostPage(context, params);
  if (!report) return <NotScanned host={card} />;
  const actions = listActions(context.app, context.actor, card.id).map((action) =>
    action.available
      ? { ...action, excuse: null }
      : { ...action, summary: null, estimate: null, params: {} as Record<string, string> },
  );
  return <ActionList hostId={card.id} actions={actions} mayPlan={mayPlan} />;
}
