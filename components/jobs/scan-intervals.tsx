'use client';

import { DeclaredNote } from '../ui/declared-note';
import { Select } from '../ui/field';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';
import { jobWords } from './job-words';

export interface ScanInterval {
  id: string;
  name: string;
  minutes: number;
  /** the file that declares the host, and its interval with it */
  declaredIn: string | null;
}

const choices = [
  [5, jobWords.minutes5],
  [15, jobWords.minutes15],
  [30, jobWords.minutes30],
  [60, jobWords.hour],
  [360, jobWords.hours6],
  [1440, jobWords.day],
] as const;

export function ScanIntervals({ hosts, mayChange }: { hosts: readonly ScanInterval[]; mayChange: boolean }) {
  if (hosts.length === 0) return null;
  return (
    <section aria-labelledby="intervals" className="mt-10">
      <h2 id="intervals" className="text-lg font-semibold">
        {jobWords.howOften}
      </h2>
      <p className="mt-1 max-w-prose text-sm text-soft">{jobWords.lessOften}</p>
      <ul className="mt-3">
        {hosts.map((host) => (
          <IntervalLine key={host.id} host={host} mayChange={mayChange} />
        ))}
      </ul>
    </section>
  );
}

function IntervalLine({ host, mayChange }: { host: ScanInterval; mayChange: boolean }) {
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 border-b border-line py-2 text-sm last:border-b-0">
      <span className="min-w-0 flex-1 break-words">{host.name}</span>
      {host.declaredIn === null ? (
        <div className="w-44 shrink-0">
          <IntervalField host={host} mayChange={mayChange} />
        </div>
      ) : (
        <span>{wordsOf(host.minutes)}</span>
      )}
      {host.declaredIn === null ? null : (
        <div className="basis-full">
          <DeclaredNote file={host.declaredIn} />
        </div>
      )}
    </li>
  );
}

function wordsOf(wanted: number): string {
  return choices.find(([minutes]) => minutes === wanted)?.[1] ?? jobWords.everyMinutes(wanted);
}

function IntervalField({ host, mayChange }: { host: ScanInterval; mayChange: boolean }) {
  const { busy, run } = useAction();
  const known = choices.some(([minutes]) => minutes === host.minutes);
  return (
    <Select
      aria-label={jobWords.scan(host.name)}
      disabled={busy || !mayChange}
      value={host.minutes}
      onChange={({ target }) =>
        run(() => requestJson('POST', `/api/v1/hosts/${host.id}/scan-interval`, { minutes: Number(target.value) }), {
          failed: jobWords.intervalNotChanged(host.name),
          done: jobWords.intervalChanged(host.name),
        })
      }
    >
      {known ? null : <option value={host.minutes}>{wordsOf(host.minutes)}</option>}
      {choices.map(([minutes, words]) => (
        <option key={minutes} value={minutes}>
          {words}
        </option>
      ))}
    </Select>
  );
}
