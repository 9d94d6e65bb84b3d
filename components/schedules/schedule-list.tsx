'use client';

import type { ScheduleOutcome, ShownSchedule } from '@/lib/domain/schedule';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { ConfirmButton } from '../ui/confirm-button';
import { EmptyState } from '../ui/empty-state';
import { Link } from '../ui/link';
import { RelativeTime } from '../ui/relative-time';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';

export function ScheduleList({ schedules, mayChange }: { schedules: readonly ShownSchedule[]; mayChange: boolean }) {
  if (schedules.length === 0)
    return (
      <EmptyState title="There are no schedules yet">
        A schedule does one thing on one host again and again: exactly what was approved, never more.
      </EmptyState>
    );
  return (
    <ul aria-label="Schedules">
      {schedules.map((schedule) => (
        <ScheduleLine key={schedule.id} schedule={schedule} mayChange={mayChange} />
      ))}
    </ul>
  );
}

function ScheduleLine({ schedule, mayChange }: { schedule: ShownSchedule; mayChange: boolean }) {
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
            {isPaused ? <Badge>paused</Badge> : null}
            {needsApproval ? <Badge tone="warning">needs approval</Badge> : null}
          </h2>
          <p>
            On{' '}
            <Link href={`/hosts/${hostId}`} className="underline">
              {hostName}
            </Link>
            , {words}.{' '}
            {nextAt ? (
              <>
                Next <RelativeTime at={nextAt} />.
              </>
            ) : null}
          </p>
          <p className="max-w-prose text-soft">
            {approval.meaning} Approved by {approval.by} <RelativeTime at={approval.at} />.
          </p>
          {needsApproval ? <p className="max-w-prose text-warning">{needsApproval}</p> : null}
        </div>
        {mayChange ? (
          <div className="flex flex-wrap gap-2">
            <Button disabled={busy || isPaused} onClick={() => post('run', {}, `${name} was not started`)}>
              Run now
            </Button>
            <Button disabled={busy} onClick={() => post('pause', { paused: !isPaused }, `${name} was not changed`)}>
              {isPaused ? 'Resume' : 'Pause'}
            </Button>
            <ConfirmButton
              disabled={busy}
              label="Remove"
              title={`Remove the schedule ${name}`}
              actionLabel="Remove the schedule"
              onConfirm={() =>
                run(() => requestJson('DELETE', `/api/v1/schedules/${id}`), { failed: `${name} was not removed` })
              }
            >
              It does nothing any more. What it has begun goes on.
            </ConfirmButton>
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

const outcomeWords: Record<ScheduleOutcome['state'], string> = {
  done: 'done',
  begun: 'running',
  skipped: 'skipped',
  missed: 'missed',
  failed: 'failed',
  waiting: 'waits for a person',
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
