import type { ReactNode } from 'react';
import type { ActionGroup } from '@/lib/domain/action';
import type { Offer } from '@/lib/domain/answers/offer';
import { ChangeReachLink } from '../hosts/change-reach-link';
import { InlineText } from '../ui/inline-text';
import { actionWords } from './action-words';
import { OfferButton } from './offer-button';

interface ShownAction {
  id: string;
  title: string;
  about: string;
  group: ActionGroup;
  offer: Offer;
  /** the title of its plan; null where it is blocked */
  summary: string | null;
}

interface ActionListProps {
  hostId: string;
  /** best first */
  actions: readonly ShownAction[];
  mayPlan: boolean;
  /** may this person change how the host is reached */
  mayChangeReach: boolean;
}

const groups: readonly { id: ActionGroup; title: string }[] = [
  { id: 'free', title: actionWords.free },
  { id: 'repair', title: actionWords.repair },
  { id: 'maintain', title: actionWords.maintain },
];

/** The actions that are available on a host, and the blocked ones with their reason. Each button shows a plan first; none changes anything by itself. */
export function ActionList({ hostId, actions, mayPlan, mayChangeReach }: ActionListProps) {
  const available = actions.filter(({ offer }) => offer.blocked === null);
  const blocked = actions.filter(({ offer }) => offer.blocked !== null);
  const first = available.find(({ group }) => group === 'free');
  return (
    <div className="flex flex-col gap-8">
      <p className="max-w-prose text-sm text-soft">{available.length > 0 ? actionWords.available : actionWords.none}</p>
      {groups.map(({ id, title }) => {
        const rows = available.filter(({ group }) => group === id);
        if (rows.length === 0) return null;
        return (
          <section key={id} aria-labelledby={`group-${id}`}>
            <h2 id={`group-${id}`} className="mb-1 text-lg font-semibold">
              {title}
            </h2>
            <ul>
              {rows.map((action, at) => (
                <li
                  key={`${action.id} ${JSON.stringify(action.offer.params)}`}
                  // Where the palette leads; an action that is listed twice has one place.
                  id={available.find((each) => each.id === action.id) === action ? action.id : undefined}
                  className="grid gap-x-8 gap-y-2 scroll-mt-16 border-b border-line py-4 last:border-b-0 md:grid-cols-2"
                >
                  <div className="min-w-0">
                    <h3 className="font-medium">{action.summary ?? action.title}</h3>
                    {rows[at - 1]?.id === action.id ? null : (
                      <p className="max-w-prose text-sm text-soft">{action.about}</p>
                    )}
                  </div>
                  {mayPlan ? (
                    <OfferButton hostId={hostId} offer={action.offer} kind={action === first ? 'primary' : 'plain'} />
                  ) : (
                    <p className="text-sm text-soft">
                      {action.offer.label}. <InlineText text={action.offer.consequence} dates="short-day" />
                    </p>
                  )}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {blocked.length > 0 ? (
        <BlockedActions
          blocked={blocked}
          isAll={available.length === 0}
          reach={mayChangeReach && blocked.some(isUnreachable) ? <ChangeReachLink hostId={hostId} /> : null}
        />
      ) : null}
    </div>
  );
}

function isUnreachable({ offer }: ShownAction): boolean {
  return offer.blocked?.kind === 'unreachable';
}

interface BlockedActionsProps {
  blocked: readonly ShownAction[];
  isAll: boolean;
  /** the next step where the host is not reachable */
  reach: ReactNode;
}

/** Folded, and each reason once: a stopped Docker blocks a dozen of them for the same one. */
function BlockedActions({ blocked, isAll, reach }: BlockedActionsProps) {
  const byReason = new Map<string, string[]>();
  for (const { title, offer } of blocked) {
    const reason = offer.blocked?.reason ?? '';
    byReason.set(reason, [...new Set([...(byReason.get(reason) ?? []), title])]);
  }
  const number = new Set(blocked.map(({ id }) => id)).size;
  return (
    <details className="group" open={isAll}>
      <summary className="tap inline-flex cursor-pointer items-center text-sm text-soft underline">
        {actionWords.blocked(number)}
      </summary>
      <dl className="mt-2">
        {[...byReason].map(([reason, titles]) => (
          <div
            key={reason}
            className="grid gap-x-6 gap-y-1 border-b border-line py-3 text-sm last:border-b-0 md:grid-cols-[18rem_minmax(0,1fr)]"
          >
            <dt className="text-soft">{titles.join(', ')}</dt>
            <dd className="max-w-prose break-words text-faint">
              <InlineText text={reason} />
              {reach === null ? null : <span className="block">{reach}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
