import { redirect } from 'next/navigation';
import { requirePageActor } from '@/app/guarded';

export default async function SettingsPage() {
  await requirePageActor();
  redirect('/settings/hosts');
}
