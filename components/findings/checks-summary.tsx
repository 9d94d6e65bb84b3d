import { ChevronRight } from 'lucide-react';
import type { CheckStatus } from '@/lib/domain/finding';
import type { Report } from '@/lib/domain/report';
import { InlineText } from '../ui/inline-text';
import { Link } from '../ui/link';
import { SeverityMark } from '../ui/severity-mark';
import { checkWords } from './check-words';

const groups: { status: CheckStatus; words: (count: number) => string }[] = [
  { status: 'error', words: (count) => checkWords.failedToRun(count) },
  { status: 'unknown', words: (count) => checkWords.couldNotRun(count) },
  { status: 'pass', words: (count) => checkWords.passed(count) },
  {
    status: 'not-applicable',
    words: (count) => checkWords.notApplicable(count),
  },
];

/** Folded and counted: the checks that passed, could not run or do not apply. */
export function ChecksSummary({ judged }: { judged: Report['checks'] }) {
  return (
    <div className="flex flex-col">
      {groups.map(({ status, words }) => {
        const members = judged.filter((check) => check.status === status);
        if (members.length === 0) return null;
        return (
          <details key={status} className="group border-b border-line last:border-b-0">
            <summary className="tap flex items-center gap-2.5 py-2 text-sm hover:text-signal-deep">
              <ChevronRight aria-hidden className="size-4 text-faint transition-transform group-open:rotate-90" />
              <SeverityMark kind={status} decorative />
              <span>{words(members.length)}</span>
            </summary>
            <ul className="grid gap-x-8 gap-y-2 pb-4 pl-6.5 text-sm sm:grid-cols-2">
              {byReason(members).map(([first, ...others]) => (
                <li key={first.id}>
                  {[first, ...others].map(({ id, title }) => (
                    <Link key={id} href={`/checks/${id}`} className="block hover:underline">
                      {title}
                    </Link>
                  ))}
                  {first.why ? (
                    <span className="block break-words text-faint">
                      <InlineText text={first.why} />
                    </span>
                  ) : null}
                </li>
              ))}
            </ul>
          </details>
        );
      })}
    </div>
  );
}

type Judged = Report['checks'][number];

/** A Docker that is stopped is the reason of half the checks: it stands once, below all of them. Where there is none, each stands alone. */
function byReason(members: readonly Judged[]): [Judged, ...Judged[]][] {
  const groups = new Map<string, [Judged, ...Judged[]]>();
  for (const check of members) {
    const key = check.why === '' ? check.id : check.why;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [check]);
    else group.push(check);
  }
  return [...groups.values()];
}
