import { Download } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { printableText } from '@/lib/domain/names';
import type { Plan } from '@/lib/domain/plan';
import { scriptParts } from '@/lib/domain/script-parts';
import { planWords } from './plan-words';

/** The script: first the part that a person checks, then, folded, the part that is the same for every plan. */
export function PlanScript({
  plan,
}: {
  plan: Pick<Plan, 'id' | 'script' | 'isDemo' | 'engineOnly' | 'overContainerd'>;
}) {
  const { head, library } = scriptParts(plan.script);
  return (
    <section aria-labelledby="script">
      <h2 id="script" className="mb-1 text-lg font-semibold">
        {plan.engineOnly || plan.overContainerd ? planWords.requests : planWords.script}
      </h2>
      <p className="mb-3 max-w-prose text-sm text-soft">{explanation(plan)}</p>
      <Text>{head}</Text>
      {library === '' ? null : (
        <details className="mt-3">
          <summary className="tap inline-flex items-center text-sm underline">
            {planWords.library(library.split('\n').length)}
          </summary>
          <Text>{library}</Text>
        </details>
      )}
      <Button asChild className="mt-3">
        <a href={`/api/v1/plans/${plan.id}/script`} download>
          <Download aria-hidden />
          {planWords.download}
        </a>
      </Button>
    </section>
  );
}

function explanation({
  isDemo,
  engineOnly,
  overContainerd,
}: Pick<Plan, 'isDemo' | 'engineOnly' | 'overContainerd'>): string {
  if (isDemo) return planWords.aboutDemo;
  if (overContainerd) return planWords.aboutContainerd;
  if (engineOnly) return planWords.aboutEngine;
  return planWords.aboutScript;
}

function Text({ children }: { children: string }) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="mt-2 max-h-128 overflow-auto rounded-md bg-well p-3 text-xs leading-5 print:max-h-none print:whitespace-pre-wrap"
    >
      {printableText(children)}
    </pre>
  );
}
