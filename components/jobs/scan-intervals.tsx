'use client';

import { Select } from '../ui/field';
import { requestJson } from '../ui/request-json';
import { useAction } from '../ui/use-action';

export interface ScanInterval {
  id: string;
  name: string;
  minutes: number;
}

const choices = [
  [5, 'every 5 minutes'],
  [15, 'every 15 minutes'],
  [30, 'every 30 minutes'],
  [60, 'every hour'],
  [360, 'every 6 hours'],
  [1440, 'once a day'],
] as const;

export function ScanIntervals({ hosts, mayChange }: { hosts: readonly ScanInterval[]; mayChange: boolean }) {
  if (hosts.length === 0) return null;
  return (
    <section aria-labelledby="intervals" className="mt-10">
      <h2 id="intervals" className="text-lg font-semibold">
        How often each host is scanned
      </h2>
      <p className="mt-1 max-w-prose text-sm text-soft">
        Less often where a scan would cost the host more than 1% of a processor’s time.
      </p>
      <ul className="mt-3">
        {hosts.map((host) => (
          <IntervalLine key={host.id} host={host} mayChange={mayChange} />
        ))}
      </ul>
    </section>
  );
}

function IntervalLine({ host, mayChange }: { host: ScanInterval; mayChange: boolean }) {
  const { busy, run } = useAction();
  const known = choices.some(([minutes]) => minutes === host.minutes);
  return (
    <li className="flex items-center justify-between gap-6 border-b border-line py-2 text-sm last:border-b-0">
      <span>{host.name}</span>
      <Select
        aria-label={`Scan ${host.name}`}
        disabled={busy || !mayChange}
        value={host.minutes}
        onChange={({ target }) =>
          run(() => requestJson('POST', `/api/v1/hosts/${host.id}/scan-interval`, { minutes: Number(target.value) }), {
            failed: `The interval of ${host.name} was not changed`,
            done: `The interval of ${host.name} was changed`,
          })
        }
      >
        {known ? null : <option value={host.minutes}>every {host.minutes} minutes</option>}
        {choices.map(([minutes, words]) => (
          <option key={minutes} value={minutes}>
            {words}
          </option>
        ))}
      </Select>
    </li>
  );
}
