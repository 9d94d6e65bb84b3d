import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { AppearanceView } from '@/components/account/appearance-view';

export const metadata: Metadata = { title: 'Settings: appearance' };

export default async function AppearancePage() {
  await requirePageActor();
  return <AppearanceView />;
}
