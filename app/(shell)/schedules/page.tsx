import type { Metadata } from 'next';
import { requirePageActor } from '@/app/guarded';
import { ScheduleForm } from '@/components/schedules/schedule-form';
import { ScheduleList } from '@/components/schedules/schedule-list';
import { scheduleWords } from '@/components/schedules/schedule-words';
import { PageHeading } from '@/components/ui/page-heading';
import { hasRole } from '@/lib/access/actor';
import { declaredNames } from '@/lib/usecases/declared/declared-store';
import { listHosts } from '@/lib/usecases/hosts/hosts';
import { listSchedules } from '@/lib/usecases/schedules/schedules';

export const metadata: Metadata = { title: scheduleWords.schedules };

export default async function SchedulesPage() {
  const { app, actor } = await requirePageActor();
  const mayChange = hasRole(actor, 'operator');
  const hosts = listHosts(app, actor).map(({ name }) => name);
  return (
    <>
      <PageHeading title={scheduleWords.schedules} />
      <ScheduleList
        schedules={listSchedules(app, actor)}
        mayChange={mayChange}
        declared={declaredNames(app, 'schedule')}
      />
      {mayChange && hosts.length > 0 ? <ScheduleForm hosts={hosts} /> : null}
    </>
  );
}
