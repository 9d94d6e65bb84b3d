import type { Fact } from '@/lib/domain/fact';
import { printableName } from '@/lib/domain/names';
import type { PlannedStep, SkippedObject } from '@/lib/domain/plan';
import { BytesFact } from '../ui/bytes-value';
import { InlineText } from '../ui/inline-text';
import { riskWords } from './plan-words';
import { ProtectButton } from './protect-button';

/** Who may shield, and what is shielded by now, as `kind:id`; a plan made before a shield was set is not applied any more. */
export interface Shields {
  hostId: string;
  spared: ReadonlySet<string>;
}

/** Leaked layers come in thousands, and have their shield on the layers' page. */
const shieldable: readonly PlannedStep['target']['kind'][] = ['container', 'image', 'volume', 'network'];

/** The complete list, in the order of the script. Rows out of sight cost no layout, so thousands are fine. */
export function PlanSteps({ steps, shields }: { steps: readonly PlannedStep[]; shields: Shields | null }) {
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
            {shields && shieldable.includes(step.target.kind) ? (
              <Shield shields={shields} object={`${step.target.kind}:${step.target.id}`} />
            ) : null}
          </span>
          {hasBytes(step.bytes) ? <BytesFact fact={step.bytes} /> : null}
        </li>
      ))}
    </ol>
  );
}

function Shield({ shields, object }: { shields: Shields; object: string }) {
  return (
    <span className="block">
      <ProtectButton hostId={shields.hostId} object={object} isProtected={shields.spared.has(object)} />
    </span>
  );
}

interface SkippedObjectsProps {
  skipped: readonly SkippedObject[];
  shields: Shields | null;
}

export function SkippedObjects({ skipped, shields }: SkippedObjectsProps) {
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
            {shields?.spared.has(`${object.target.kind}:${object.target.id}`) ? (
              <Shield shields={shields} object={`${object.target.kind}:${object.target.id}`} />
            ) : null}
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
