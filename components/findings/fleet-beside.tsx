import { counted } from '@/lib/domain/format';
import type { HostCard } from '@/lib/domain/report';
import { Link } from '../ui/link';
import { Notice } from '../ui/notice';
import { RelativeTime } from '../ui/relative-time';

/** What the page is about when something was searched, and the ways out of it. */
export function Searched({ find, count }: { find: string; count: number }) {
  return (
    <p className="mb-4 text-sm">
      <b className="font-semibold">{counted(count, 'finding')}</b> with “{find}”.{' '}
      <Link href="/health" className="underline">
        Show all findings
      </Link>{' '}
      or{' '}
      <Link href={`/whois?${new URLSearchParams({ name: find })}`} className="underline">
        look up who owns “{find}”
      </Link>
      .
    </p>
  );
}

/** What its findings say may be old, or nothing at all. */
export function isBlind({ state, collectedAt }: HostCard): boolean {
  return state.state === 'unreachable' || collectedAt === null;
}

/** A host that was not reached may be the worst of all: it comes first, not last. */
export function NotLookedAt({ cards }: { cards: readonly HostCard[] }) {
  const blind = cards.filter(isBlind);
  if (blind.length === 0) return null;
  return (
    <Notice kind="unknown" className="mb-4" title={`${counted(blind.length, 'host')} could not be checked`}>
      <ul>
        {blind.map((card) => (
          <li key={card.id}>
            <Link href={`/hosts/${card.id}`} className="font-medium underline">
              {card.name}
            </Link>
            : {card.state.problem?.userMessage ?? 'not scanned yet.'}{' '}
            {card.collectedAt ? (
              <>
                The data here is from <RelativeTime at={card.collectedAt} />.
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
