import { printableName } from '@/lib/domain/names';
import { isFinal, type Run } from '@/lib/domain/run';
import { SeverityMark } from '../ui/severity-mark';
import { stepWordsOf } from './outcome-words';
import { Elapsed } from './run-controls';
import { runPageWords } from './run-page-words';
import { runWords } from './run-words';

interface RunStatusProps {
  run: Pick<Run, 'state' | 'steps' | 'startedAt' | 'endedAt'>;
  /** what is true now; null while it runs */
  outcome: string | null;
}

/**
 * What a screen reader hears of a run: each step as it begins, and at the end the result. The clock stands beside it and not in it: it
 * would be read every second.
 */
export function RunStatus({ run, outcome }: RunStatusProps) {
  const { word, mark } = runWords[run.state];
  const step = stepWordsOf(run);
  return (
    <div className="mt-1 flex items-start gap-x-2 text-sm">
      <SeverityMark kind={mark} decorative className="mt-0.5" />
      <p role="status" className="min-w-0 break-words">
        <span className="font-medium">{word}</span>
        {step === null ? null : <span className="text-soft">. {printableName(step)}</span>}
        {outcome === null ? null : <span className="sr-only">. {outcome}</span>}
      </p>
      <span className="shrink-0 text-faint">
        {isFinal(run.state) ? `${runPageWords.in} ` : ''}
        <Elapsed since={run.startedAt} until={run.endedAt} />
      </span>
    </div>
  );
}
