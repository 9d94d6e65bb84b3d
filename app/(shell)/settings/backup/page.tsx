import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { settingsWords } from '@/components/account/settings-words';
import { BackupView } from '@/components/backup/backup-view';
import { keyPlace } from '@/lib/usecases/accounts/first-start';
import { shortestPassphrase } from '@/lib/usecases/server/backup';

export const metadata: Metadata = { title: settingsWords.backupTitle };

export default async function BackupPage() {
  const { app } = await requirePageActor('admin');
  const { settings } = app;
  return (
    <BackupView
      shortestPassphrase={shortestPassphrase}
      keyPlace={keyPlace(settings)}
      dataDirectory={settings.dataDirectory}
    />
  );
}
