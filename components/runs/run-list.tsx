import type { Run } from '@/lib/domain/run';
import { DemoBadge } from '../hosts/demo-badge';
import { BytesFact } from '../ui/bytes-value';
import { Link } from '../ui/link';
import { RelativeTime } from '../ui/relative-time';
import { SeverityMark } from '../ui/severity-mark';
import { runPageWords } from './run-page-words';
import { runWords } from './run-words';

interface RunListProps {
  runs: readonly Run[];
  hostNames: ReadonlyMap<string, string>;
  /** what became of the quarantine of some of them, by id: `undone` */
  fates?: ReadonlyMap<string, string>;
}

export function RunList({ runs, hostNames, fates }: RunListProps) {
  return (
    <ul>
      {runs.map((run) => (
        <li key={run.id} className="border-b border-line last:border-b-0">
          <Link
            href={`/runs/${run.id}`}
            className="tap flex flex-wrap items-center gap-x-3 gap-y-1 py-2 text-sm hover:bg-hover"
          >
            <SeverityMark kind={runWords[run.state].mark} decorative />
            <span className="min-w-0 flex-1 basis-60">
              <span className="font-medium">{run.title}</span>
              <span className="text-soft">
                {' '}
                {runPageWords.on(hostNames.get(run.hostId) ?? runPageWords.removedHost)}{' '}
              </span>
              {run.isDemo ? <DemoBadge /> : null}
            </span>
            <span className="text-soft">
              {runWords[run.state].word}
              {fates?.has(run.id) ? `, ${fates.get(run.id)}` : ''}
            </span>
            {run.endedAt ? (
              <span className="text-soft">
                <BytesFact fact={run.freedBytes.measured} /> {runPageWords.freed}
              </span>
            ) : null}
            <span className="text-faint">
              {run.startedBy}, <RelativeTime at={run.startedAt} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
