import type { GuardJudgement } from '@/lib/domain/plan';
import { InlineText } from '../ui/inline-text';
import { SeverityMark } from '../ui/severity-mark';

const marks = { pass: 'pass', refuse: 'fail', unknown: 'unknown' } as const;

/** What was checked before this plan was made; the host checks again right before each effect. */
export function GuardList({ guards }: { guards: readonly GuardJudgement[] }) {
  return (
    <ul className="flex flex-col gap-2 text-sm">
      {guards.map((guard) => (
        <li key={`${guard.guardId} ${guard.said}`} className="flex gap-2.5">
          <SeverityMark kind={marks[guard.state]} className="mt-0.5" />
          <span className="min-w-0 break-words text-soft">
            <InlineText text={guard.said} />
          </span>
        </li>
      ))}
    </ul>
  );
}
