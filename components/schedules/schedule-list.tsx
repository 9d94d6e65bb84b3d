'use client';

import type { ScheduleOutcome, ShownSchedule } from '@/lib/domain/schedule';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { ConfirmButton } from '../ui/confirm-button';
import { DeclaredNote } from '../ui/declared-note';
import { EmptyState } from '../ui/empty-state';
import { Link } from '../ui/link';
import { RelativeTime } from '../ui/relative-time';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { scheduleWords } from './schedule-words';

interface ScheduleListProps {
  schedules: readonly ShownSchedule[];
  mayChange: boolean;
  /** names of those that bilge.yaml declares, and where that file is; null: none */
  declared: { file: string; names: readonly string[] } | null;
}

export function ScheduleList({ schedules, mayChange, declared }: ScheduleListProps) {
  if (schedules.length === 0) return <EmptyState title={scheduleWords.none}>{scheduleWords.aboutNone}</EmptyState>;
  return (
    <ul aria-label={scheduleWords.schedules}>
      {schedules.map((schedule) =>
        schedule.unreadable === null ? (
          <ScheduleLine
            key={schedule.id}
            schedule={schedule}
            mayChange={mayChange}
            declaredIn={declared?.names.includes(schedule.name) ? declared.file : null}
          />
        ) : (
          <UnreadableLine key={schedule.id} schedule={schedule} mayChange={mayChange} />
        ),
      )}
    </ul>
  );
}

interface ScheduleLineProps {
  schedule: ShownSchedule;
  mayChange: boolean;
  declaredIn: string | null;
}

function ScheduleLine({ schedule, mayChange, declaredIn }: ScheduleLineProps) {
  const { busy, run } = useAction();
  const { id, name, hostId, hostName, words, approval, isPaused, nextAt, needsApproval, outcomes } = schedule;
  const post = (what: string, body: object, failed: string) =>
    run(() => requestJson('POST', `/api/v1/schedules/${id}/${what}`, body), { failed });
  return (
    <li className="border-b border-line py-4 text-sm last:border-b-0">
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <h2 className="flex flex-wrap items-center gap-2 text-base font-medium">
            {name}
            {isPaused ? <Badge>{scheduleWords.paused}</Badge> : null}
            {needsApproval ? <Badge tone="warning">{scheduleWords.needsApproval}</Badge> : null}
          </h2>
          <p>
            {scheduleWords.on}{' '}
            <Link href={`/hosts/${hostId}`} className="underline">
              {hostName}
            </Link>
            , {words}.{' '}
            {nextAt ? (
              <>
                {scheduleWords.nextAt} <RelativeTime at={nextAt} />.
              </>
            ) : null}
          </p>
          <p className="max-w-prose text-soft">
            {scheduleWords.approvedBy(approval.meaning, approval.by)} <RelativeTime at={approval.at} />.
          </p>
          {needsApproval ? <p className="max-w-prose text-warning">{needsApproval}</p> : null}
          {declaredIn === null ? null : <DeclaredNote file={declaredIn} />}
        </div>
        {mayChange ? (
          <div className="flex flex-wrap gap-2">
            <Button disabled={busy || isPaused} onClick={() => post('run', {}, scheduleWords.notStarted(name))}>
              {scheduleWords.runNow}
            </Button>
            <Button
              disabled={busy}
              onClick={() => post('pause', { paused: !isPaused }, scheduleWords.notChanged(name))}
            >
              {isPaused ? scheduleWords.resume : scheduleWords.pause}
            </Button>
            {declaredIn === null ? <RemoveButton schedule={schedule} /> : null}
          </div>
        ) : null}
      </div>
      {outcomes.length > 0 ? (
        <ul className="mt-2 text-soft">
          {outcomes.slice(0, 3).map((outcome) => (
            <OutcomeLine key={`${outcome.slot} ${outcome.at}`} outcome={outcome} />
          ))}
        </ul>
      ) : null}
    </li>
  );
}

/** Of what it does nothing is known, so there is nothing to do with it but to remove it. */
function UnreadableLine({ schedule, mayChange }: { schedule: ShownSchedule; mayChange: boolean }) {
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-b border-line py-4 text-sm last:border-b-0">
      <div className="min-w-0">
        <h2 className="text-base font-medium">{schedule.name}</h2>
        <p className="max-w-prose break-words text-warning">{schedule.unreadable}</p>
      </div>
      {mayChange ? <RemoveButton schedule={schedule} /> : null}
    </li>
  );
}

function RemoveButton({ schedule: { id, name } }: { schedule: ShownSchedule }) {
  const { busy, run } = useAction();
  return (
    <ConfirmButton
      disabled={busy}
      label={scheduleWords.remove}
      title={scheduleWords.askRemove(name)}
      actionLabel={scheduleWords.removeIt}
      onConfirm={() =>
        run(() => requestJson('DELETE', `/api/v1/schedules/${id}`), { failed: scheduleWords.notRemoved(name) })
      }
    >
      {scheduleWords.aboutRemove}
    </ConfirmButton>
  );
}

const outcomeWords: Record<ScheduleOutcome['state'], string> = {
  done: scheduleWords.done,
  begun: scheduleWords.running,
  skipped: scheduleWords.skipped,
  missed: scheduleWords.missed,
  failed: scheduleWords.failed,
  waiting: scheduleWords.waiting,
};

function OutcomeLine({ outcome: { at, state, said, runId, planId } }: { outcome: ScheduleOutcome }) {
  const target = runId ? `/runs/${runId}` : planId ? `/plans/${planId}` : null;
  return (
    <li>
      <RelativeTime at={at} />: {outcomeWords[state]}.{' '}
      {target ? (
        <Link href={target} className="underline">
          {said}
        </Link>
      ) : (
        said
      )}
    </li>
  );
}
