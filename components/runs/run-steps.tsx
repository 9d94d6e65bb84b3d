import { printableName } from '@/lib/domain/names';
import { progressWords } from '@/lib/domain/progress-words';
import type { RunStep } from '@/lib/domain/run';
import { hasBytes } from '../plans/plan-steps';
import { BytesFact } from '../ui/bytes-value';
import { InlineText } from '../ui/inline-text';
import { SeverityMark } from '../ui/severity-mark';
import { runPageWords } from './run-page-words';
import { stepWords } from './run-words';

const needsEyes = new Set<RunStep['state']>(['intended', 'refused', 'failed', 'undone']);

/** First the steps in progress and those that were skipped, failed or undone, then all. */
export function RunSteps({ steps }: { steps: readonly RunStep[] }) {
  const special = steps.filter((step) => needsEyes.has(step.state));
  return (
    <>
      {special.length > 0 && special.length < steps.length ? (
        <div className="mb-6">
          <StepList steps={special} />
        </div>
      ) : null}
      <details open={steps.length <= 30}>
        <summary className="tap inline-flex items-center text-sm underline">
          {runPageWords.allSteps(steps.length)}
        </summary>
        <StepList steps={steps} />
      </details>
    </>
  );
}

function StepList({ steps }: { steps: readonly RunStep[] }) {
  return (
    <ol className="text-sm">
      {steps.map((step) => (
        <li
          key={step.number}
          className="flex items-baseline gap-3 border-b border-line py-2 [contain-intrinsic-size:auto_2.5rem] [content-visibility:auto] last:border-b-0"
        >
          <SeverityMark kind={stepWords[step.state].mark} decorative className="self-center" />
          <span className="min-w-0 flex-1">
            <span className="break-words">{printableName(step.title)}</span>
            {step.progress ? <span className="block text-soft">{progressWords(step.progress)}</span> : null}
            {step.said ? (
              <span className="block break-words text-soft">
                <InlineText text={printableName(step.said)} />
              </span>
            ) : null}
          </span>
          <span className="text-xs whitespace-nowrap text-faint">{stepWords[step.state].word}</span>
          {hasBytes(step.bytes) ? <BytesFact fact={step.bytes} /> : null}
        </li>
      ))}
    </ol>
  );
}
