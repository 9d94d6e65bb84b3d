import { ChevronRight } from 'lucide-react';
import type { CheckStatus } from '@/lib/domain/finding';
import type { Report } from '@/lib/domain/report';
import { SeverityMark } from '../ui/severity-mark';

const groups: { status: CheckStatus; title: string }[] = [
  { status: 'error', title: 'checks could not run' },
  { status: 'unknown', title: 'checks could not know' },
  { status: 'pass', title: 'checks passed' },
  { status: 'not-applicable', title: 'checks do not apply here' },
];

/** Folded and counted: what was looked at and found right, and what could not be looked at. */
export function ChecksSummary({ checks }: { checks: Report['checks'] }) {
  return (
    <div className="flex flex-col">
      {groups.map(({ status, title }) => {
        const members = checks.filter((check) => check.status === status);
        if (members.length === 0) return null;
        return (
          <details key={status} className="group border-b border-line last:border-b-0">
            <summary className="tap flex items-center gap-2.5 py-2 text-sm hover:text-signal-deep">
              <ChevronRight aria-hidden className="size-4 text-faint transition-transform group-open:rotate-90" />
              <SeverityMark kind={status} decorative />
              <span>
                {members.length} {title}
              </span>
            </summary>
            <ul className="grid gap-x-8 gap-y-2 pb-4 pl-6.5 text-sm sm:grid-cols-2">
              {members.map((check) => (
                <li key={check.id}>
                  {check.title}
                  {check.why ? <span className="block text-faint">{check.why}</span> : null}
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </div>
  );
}
