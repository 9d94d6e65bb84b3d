import type { PlanEstimate } from '@/lib/domain/plan';
import { InlineText } from '../ui/inline-text';
import { spaceWords } from './plan-words';
import { ProposeButton } from './propose-button';

interface ShownAction {
  id: string;
  title: string;
  about: string;
  summary: string | null;
  estimate: PlanEstimate | null;
  params: Record<string, string>;
  /** why it is blocked */
  excuse: string | null;
}

interface ActionListProps {
  hostId: string;
  actions: readonly ShownAction[];
  mayPlan: boolean;
}

/** The actions that are available on a host, and the blocked ones with their reason. Each button shows a plan first; none changes anything by itself. */
export function ActionList({ hostId, actions, mayPlan }: ActionListProps) {
  const possible = actions.filter((action) => action.excuse === null);
  // A blocked action that several findings propose is listed once.
  const impossible = actions.filter(
    (action, index) =>
      action.excuse !== null &&
      actions.findIndex(({ id, excuse }) => id === action.id && excuse === action.excuse) === index,
  );
  return (
    <div className="flex flex-col gap-10">
      <section aria-labelledby="possible">
        <h2 id="possible" className="mb-1 text-lg font-semibold">
          Available now
        </h2>
        <p className="mb-2 max-w-prose text-sm text-soft">
          {possible.length > 0
            ? 'As of the last scan. Each button checks the host again and shows a plan; nothing changes until you run it.'
            : 'As of the last scan, there is nothing to do on this host.'}
        </p>
        <ul>
          {possible.map((action) => (
            <li
              key={`${action.id} ${JSON.stringify(action.params)}`}
              className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b border-line py-3 last:border-b-0"
            >
              <div className="min-w-0 flex-1 basis-72">
                <h3 className="font-medium">{action.summary ?? action.title}</h3>
                <p className="max-w-prose text-sm text-soft">{action.about}</p>
                {action.estimate ? (
                  <p className="text-sm text-faint">{spaceWords({ estimate: action.estimate })}.</p>
                ) : null}
              </div>
              {mayPlan ? (
                <ProposeButton
                  hostId={hostId}
                  remedy={{ actionId: action.id, params: action.params }}
                  label="Show the plan"
                />
              ) : null}
            </li>
          ))}
        </ul>
      </section>
      {impossible.length > 0 ? (
        <section aria-labelledby="impossible">
          <h2 id="impossible" className="mb-2 text-lg font-semibold">
            {' '}
            Blocked{' '}
          </h2>
          <ul>
            {impossible.map((action) => (
              <li
                key={`${action.id} ${action.excuse}`}
                className="grid gap-x-6 gap-y-1 border-b border-line py-3 text-sm last:border-b-0 md:grid-cols-[18rem_minmax(0,1fr)]"
              >
                <h3 className="text-soft">{action.title}</h3>
                <p className="max-w-prose break-words text-faint">
                  <InlineText text={action.excuse ?? ''} />
                </p>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </div>
  );
}
