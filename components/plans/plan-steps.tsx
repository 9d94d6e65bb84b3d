import type { Fact } from '@/lib/domain/fact';
import { printableName } from '@/lib/domain/names';
import type { PlannedStep, SkippedObject } from '@/lib/domain/plan';
import { BytesFact } from '../ui/bytes-value';
import { InlineText } from '../ui/inline-text';
import { riskWords } from './plan-words';

/** The complete list, in the order of the script. Rows out of sight cost no layout, so thousands are fine. */
export function PlanSteps({ steps }: { steps: readonly PlannedStep[] }) {
  return (
    <ol className="text-sm">
      {steps.map((step) => (
        <li
          key={step.number}
          className="flex items-baseline gap-3 border-b border-line py-2 [contain-intrinsic-size:auto_3rem] [content-visibility:auto] last:border-b-0"
        >
          <span className="w-8 shrink-0 text-right text-xs text-faint">{step.number}</span>
          <span className="min-w-0 flex-1">
            <span className="break-words">{printableName(step.title)}</span>
            <span className="block text-xs text-faint">
              {step.target.owner ? `${step.target.owner} · ` : ''}
              {riskWords[step.risk]}
            </span>
          </span>
          {hasBytes(step.bytes) ? <BytesFact fact={step.bytes} /> : null}
        </li>
      ))}
    </ol>
  );
}

export function SkippedObjects({ skipped }: { skipped: readonly SkippedObject[] }) {
  return (
    <ul className="text-sm">
      {skipped.map((object) => (
        <li
          key={`${object.target.kind} ${object.target.id} ${object.guardId}`}
          className="flex items-baseline gap-3 border-b border-line py-2 [contain-intrinsic-size:auto_3rem] [content-visibility:auto] last:border-b-0"
        >
          <span className="min-w-0 flex-1">
            <span className="font-medium break-all">{printableName(object.target.label)}</span>
            <span className="block break-words text-soft">
              <InlineText text={object.excuse} />
            </span>
          </span>
          <BytesFact fact={object.bytes} />
        </li>
      ))}
    </ul>
  );
}

/** A step that only looks has no size; 0 B beside it would be noise. What is not known is said. */
export function hasBytes(bytes: Fact<number>): boolean {
  return bytes.state === 'unknown' || bytes.value > 0;
}
