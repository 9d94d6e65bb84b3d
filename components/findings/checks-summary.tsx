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
              {members.map((check) => (
                <li key={check.id}>
                  <Link href={`/checks/${check.id}`} className="hover:underline">
                    {check.title}
                  </Link>
                  {check.why ? (
                    <span className="block text-faint">
                      <InlineText text={check.why} />
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
