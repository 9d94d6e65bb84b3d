'use client';

import type { ShownJob } from '@/lib/domain/job';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Link } from '../ui/link';
import { cellLooks, narrowCell, narrowRow, narrowTable, PlainTable, rowLooks } from '../ui/plain-table';
import { RelativeTime } from '../ui/relative-time';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { jobWords } from './job-words';
import { type ScanInterval, ScanIntervals } from './scan-intervals';

interface JobsViewProps {
  jobs: readonly ShownJob[];
  intervals: readonly ScanInterval[];
  mayChange: boolean;
}

/** On a phone a row is two lines: the job and its state, when it is next and what can be done. */
/** What Bilge does by itself. Those that failed come first. */
export function JobsView({ jobs, intervals, mayChange }: JobsViewProps) {
  return (
    <>
      <p className="mt-4 max-w-prose text-sm text-soft">{jobWords.about}</p>
      <PlainTable
        className={`mt-4 ${narrowTable}`}
        caption={jobWords.jobs}
        columns={[
          { title: jobWords.job },
          { title: jobWords.state },
          { title: jobWords.next },
          { title: jobWords.last },
          { title: jobWords.took, numeric: true },
          { title: jobWords.change },
        ]}
      >
        {jobs.map((job) => (
          <JobLine key={job.key} job={job} mayChange={mayChange} />
        ))}
      </PlainTable>
      <ScanIntervals hosts={intervals} mayChange={mayChange} />
    </>
  );
}

function JobLine({ job, mayChange }: { job: ShownJob; mayChange: boolean }) {
  const { busy, run } = useAction();
  const change = (what: 'run' | 'pause' | 'resume' | 'cancel', failed: string) =>
    run(() => requestJson('POST', `/api/v1/jobs/${what}`, { key: job.key }), { failed });
  const name = job.host ? jobWords.jobOf(job.title, job.host.name) : job.title;
  return (
    <tr className={`${rowLooks} ${narrowRow} max-sm:gap-y-1`}>
      <th scope="row" className={`${cellLooks} ${narrowCell} text-left font-normal break-words`}>
        {job.title}
        {job.host ? (
          <>
            {' '}
            <Link href={`/hosts/${job.host.id}`} className="underline">
              {job.host.name}
            </Link>
          </>
        ) : null}
        {job.problem ? <p className="max-w-prose text-xs text-soft">{job.problem}</p> : null}
      </th>
      <td className={`${cellLooks} ${narrowCell} max-sm:text-right`}>
        <Badge tone={job.failures > 0 ? 'warning' : 'plain'}>{stateWords(job)}</Badge>
      </td>
      <td className={`${cellLooks} ${narrowCell} max-sm:text-xs max-sm:text-soft`}>
        <span className="sm:hidden">{jobWords.next}: </span>
        {job.nextAt ? <RelativeTime at={job.nextAt} /> : '–'}
      </td>
      <td className={`${cellLooks} max-sm:hidden`}>{job.lastEndedAt ? <RelativeTime at={job.lastEndedAt} /> : '–'}</td>
      <td className={`${cellLooks} text-right whitespace-nowrap max-sm:hidden`}>
        {job.tookMs === null ? '–' : `${(job.tookMs / 1000).toFixed(1)} s`}
      </td>
      <td className={`${cellLooks} ${narrowCell}`}>
        {mayChange ? (
          <span className="flex flex-wrap gap-2">
            {job.state === 'waiting' ? (
              <Button
                disabled={busy}
                aria-label={jobWords.runNowOf(name)}
                onClick={() => change('run', jobWords.notStarted(name))}
              >
                {jobWords.runNow}
              </Button>
            ) : null}
            {job.state === 'running' ? (
              <Button
                disabled={busy}
                aria-label={jobWords.cancelOf(name)}
                onClick={() => change('cancel', jobWords.notCancelled(name))}
              >
                {jobWords.cancel}
              </Button>
            ) : null}
            {job.state === 'held' ? (
              <Button
                disabled={busy}
                aria-label={jobWords.resumeOf(name)}
                onClick={() => change('resume', jobWords.notResumed(name))}
              >
                {jobWords.resume}
              </Button>
            ) : null}
            {job.state !== 'held' && job.kind === 'scan' ? (
              <Button
                disabled={busy}
                aria-label={jobWords.pauseOf(name)}
                onClick={() => change('pause', jobWords.notPaused(name))}
              >
                {jobWords.pause}
              </Button>
            ) : null}
          </span>
        ) : null}
      </td>
    </tr>
  );
}

function stateWords({ state, failures }: ShownJob): string {
  if (state === 'held') return jobWords.paused;
  if (state === 'running') return jobWords.running;
  return failures > 0 ? jobWords.failed(failures) : jobWords.waiting;
}
