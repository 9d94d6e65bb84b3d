import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { AppearanceView } from '@/components/account/appearance-view';
import { settingsWords } from '@/components/account/settings-words';

export const metadata: Metadata = { title: settingsWords.appearanceTitle };

export default async function AppearancePage() {
  await requirePageActor();
  return <AppearanceView />;
}
