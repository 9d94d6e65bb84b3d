import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { settingsWords } from '@/components/account/settings-words';
import { JobsView } from '@/components/jobs/jobs-view';
import { hasRole } from '@/lib/access/actor';
import { declaredNames } from '@/lib/usecases/declared/declared-store';
import { listHosts } from '@/lib/usecases/hosts/hosts';
import { listJobs } from '@/lib/usecases/jobs/jobs';

export const metadata: Metadata = { title: settingsWords.jobsTitle };

export default async function JobsPage() {
  const { app, actor } = await requirePageActor();
  const declared = declaredNames(app, 'host');
  const intervals = listHosts(app, actor).map(({ id, name, settings }) => ({
    id,
    name,
    minutes: settings.scanEveryMinutes,
    declaredIn: declared?.names.includes(name) ? declared.file : null,
  }));
  return <JobsView jobs={listJobs(app, actor)} intervals={intervals} mayChange={hasRole(actor, 'operator')} />;
}
