import type { Fact } from '@/lib/domain/fact';
import { printableName } from '@/lib/domain/names';
import type { PlannedStep, SkippedObject } from '@/lib/domain/plan';
import { BytesFact } from '../ui/bytes-value';
import { InlineText } from '../ui/inline-text';
import { riskWords } from './plan-words';
import { ProtectButton } from './protect-button';

/** The protected objects of a host, as `kind:id`. A plan made before an object was protected can no longer be applied. */
export interface Protections {
  hostId: string;
  objects: ReadonlySet<string>;
}

/** Leaked layers come in thousands; they are protected on the layers page. */
const protectable: readonly PlannedStep['target']['kind'][] = ['container', 'image', 'volume', 'network'];

/** The complete list, in the order of the script. Rows out of sight cost no layout, so thousands are fine. */
export function PlanSteps({ steps, protections }: { steps: readonly PlannedStep[]; protections: Protections | null }) {
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
            {protections && protectable.includes(step.target.kind) ? (
              <ObjectProtection protections={protections} object={`${step.target.kind}:${step.target.id}`} />
            ) : null}
          </span>
          {hasBytes(step.bytes) ? <BytesFact fact={step.bytes} /> : null}
        </li>
      ))}
    </ol>
  );
}

function ObjectProtection({ protections, object }: { protections: Protections; object: string }) {
  return (
    <span className="block">
      <ProtectButton hostId={protections.hostId} object={object} isProtected={protections.objects.has(object)} />
    </span>
  );
}

interface SkippedObjectsProps {
  skipped: readonly SkippedObject[];
  protections: Protections | null;
}

export function SkippedObjects({ skipped, protections }: SkippedObjectsProps) {
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
            {protections?.objects.has(`${object.target.kind}:${object.target.id}`) ? (
              <ObjectProtection protections={protections} object={`${object.target.kind}:${object.target.id}`} />
            ) : null}
          </span>
          <BytesFact fact={object.bytes} />
        </li>
      ))}
    </ul>
  );
}

/** A step that only reads has no size; 0 B beside it would be noise. An unknown size is shown. */
export function hasBytes(bytes: Fact<number>): boolean {
  return bytes.state === 'unknown' || bytes.value > 0;
}
