import type { Plan } from '@/lib/domain/plan';
import { untouchedWords } from '@/lib/domain/receipt-words';
import { Link } from '../ui/link';
import { SeverityMark } from '../ui/severity-mark';
import { GuardList } from './guard-list';
import { planWords } from './plan-words';

type CheckedPlan = Pick<Plan, 'guards' | 'untouched' | 'steps' | 'hostId' | 'isDemo' | 'state'>;

/** First, in plain words, what stays as it is and why the rest may go. The identifiers that were compared are folded. */
export function PlanChecks({ plan }: { plan: CheckedPlan }) {
  const calm = plan.untouched === null ? [] : untouchedWords(plan.untouched);
  const proven = provenLayer(plan);
  const passed = plan.guards.filter(({ state }) => state === 'pass');
  const open = plan.guards.filter(({ state }) => state !== 'pass');
  return (
    <section aria-labelledby="guards">
      <h2 id="guards" className="mb-2 font-semibold">
        {planWords.checked}
      </h2>
      <ul className="mb-2 flex flex-col gap-2 text-sm">
        {calm.map((words) => (
          <Passed key={words}>{words}</Passed>
        ))}
        {proven === null ? null : (
          <Passed>
            {planWords.noReference}{' '}
            {plan.state === 'proposed' ? (
              <Link href={`/hosts/${plan.hostId}/layers?object=${encodeURIComponent(proven)}`} className="underline">
                {planWords.proof}
              </Link>
            ) : null}
          </Passed>
        )}
      </ul>
      {open.length > 0 ? <GuardList guards={open} /> : null}
      {passed.length > 0 ? (
        <details>
          <summary className="tap inline-flex items-center text-sm underline">
            {planWords.morePassed(passed.length)}
          </summary>
          <GuardList guards={passed} />
        </details>
      ) : null}
      {plan.isDemo ? null : <p className="mt-2 text-sm text-faint">{planWords.again}</p>}
    </section>
  );
}

function Passed({ children }: { children: React.ReactNode }) {
  return (
    <li className="flex gap-2.5">
      <SeverityMark kind="pass" decorative className="mt-0.5" />
      <span className="min-w-0 break-words">{children}</span>
    </li>
  );
}

/** The first layer of a plan whose layers are all proven to be unreferenced; null where that is not what the plan rests on. */
function provenLayer({ steps }: Pick<Plan, 'steps'>): string | null {
  const layers = steps.filter(({ target }) => target.kind === 'layer');
  const isProven = layers.every(({ guards }) =>
    guards.some(({ guardId, state }) => guardId === 'leak-proven' && state === 'pass'),
  );
  return isProven ? (layers[0]?.target.id ?? null) : null;
}
