import type { Severity } from '@/lib/domain/finding';
import { Link } from '../ui/link';
import { LocalTime } from '../ui/relative-time';
import { SeverityMark, wordOf } from '../ui/severity-mark';
import { findingWords } from './finding-words';

/** One line of a finding's history. */
export interface FindingChangeLine {
  key: string;
  checkId: string;
  event: 'opened' | 'worsened' | 'improved' | 'closed';
  severity: Severity;
  /** ISO time */
  at: string;
  title: string;
}

/** Findings that opened, worsened, improved or closed; newest first. */
export function FindingChanges({
  changes,
  withTitles = true,
}: {
  changes: readonly FindingChangeLine[];
  /** false where all of them are of one finding */
  withTitles?: boolean;
}) {
  return (
    <ol className="text-sm">
      {changes.map((change) => (
        <li
          key={`${change.key} ${change.event} ${change.at}`}
          className="flex flex-wrap items-start gap-x-2.5 border-b border-line py-2 last:border-b-0"
        >
          <SeverityMark kind={change.event === 'closed' ? 'pass' : change.severity} decorative className="mt-0.5" />
          <span className="min-w-0 flex-1 basis-60">
            <span className="font-medium">{changeWords(change)}</span>
            {withTitles ? (
              <>
                {': '}
                <Link href={`/checks/${change.checkId}`} className="hover:underline">
                  {change.title}
                </Link>
              </>
            ) : null}
          </span>
          <span className="text-faint max-sm:pl-6.5">
            <LocalTime at={change.at} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function changeWords({ event, severity }: FindingChangeLine): string {
  switch (event) {
    case 'opened':
      return findingWords.opened(wordOf(severity).toLowerCase());
    case 'worsened':
      return findingWords.worsened(wordOf(severity).toLowerCase());
    case 'improved':
      return findingWords.improved(wordOf(severity).toLowerCase());
    case 'closed':
      return findingWords.closed;
  }
}
