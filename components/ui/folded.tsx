import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names';

interface FoldedProps {
  summary: ReactNode;
  /** how much is in it, small beside the summary */
  count?: number;
  mark?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** What few look at: one quiet line that unfolds. */
export function Folded({ summary, count, mark, className, children }: FoldedProps) {
  return (
    <details className={classNames('group/folded', className)}>
      <summary className="tap inline-flex items-center gap-1.5 rounded-sm text-sm text-soft hover:text-ink">
        <ChevronRight aria-hidden className="size-4 shrink-0 transition-transform group-open/folded:rotate-90" />
        {mark}
        {summary}
        {count === undefined ? null : <span className="text-xs text-faint">{count}</span>}
      </summary>
      {children}
    </details>
  );
}
