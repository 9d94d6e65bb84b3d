import { Download } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { counted } from '@/lib/domain/format';
import { printableText } from '@/lib/domain/names';
import type { Plan } from '@/lib/domain/plan';
import { scriptParts } from '@/lib/domain/script-parts';

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
        {plan.engineOnly || plan.overContainerd ? 'The requests' : 'The script'}
      </h2>
      <p className="mb-3 max-w-prose text-sm text-soft">{explanation(plan)}</p>
      <Text>{head}</Text>
      {library === '' ? null : (
        <details className="mt-3">
          <summary className="tap inline-flex items-center text-sm underline">
            Show the library below it ({counted(library.split('\n').length, 'line')})
          </summary>
          <Text>{library}</Text>
        </details>
      )}
      <Button asChild className="mt-3">
        <a href={`/api/v1/plans/${plan.id}/script`} download>
          <Download aria-hidden />
          Download
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
  if (isDemo)
    return 'On a real host, exactly this is uploaded and run. A demo host runs nothing: the steps change a simulated copy.';
  if (overContainerd)
    return 'Exactly these calls are sent to containerd, one at a time, each after the host is read again. The dashboard sends them, so the run ends if the dashboard stops.';
  if (engineOnly)
    return 'Exactly these requests are sent to Docker, one at a time, each after its object is checked again. The dashboard sends them, so the run ends if the dashboard stops.';
  return 'Exactly this is uploaded and run on the host. It continues if this page, the dashboard or the connection is gone.';
}

function Text({ children }: { children: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <pre tabIndex={0} className="mt-2 max-h-128 overflow-auto rounded-md bg-well p-3 text-xs leading-5">
      {printableText(children)}
    </pre>
  );
}
