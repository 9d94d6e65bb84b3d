import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { UnsentView } from '@/components/notifications/unsent-view';
import { unsentWords } from '@/components/notifications/unsent-words';
import { listUnsent } from '@/lib/usecases/alerts/deliveries';

export const metadata: Metadata = { title: unsentWords.title };

export default async function UnsentPage() {
  const { app, actor } = await requirePageActor('admin');
  return <UnsentView deliveries={listUnsent(app, actor)} />;
}
