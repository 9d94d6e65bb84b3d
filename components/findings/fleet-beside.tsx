import { counted } from '@/lib/domain/format';
import type { HostCard } from '@/lib/domain/report';
import { Link } from '../ui/link';
import { Notice } from '../ui/notice';
import { RelativeTime } from '../ui/relative-time';
import { checkWords } from './check-words';

/** What the page is about when something was searched, and the ways out of it. */
export function Searched({ find, count }: { find: string; count: number }) {
  return (
    <p className="mb-4 text-sm">
      <b className="font-semibold">{counted(count, 'finding')}</b> {checkWords.withText(find)}{' '}
      <Link href="/health" className="underline">
        {checkWords.showAll}
      </Link>{' '}
      {checkWords.or}{' '}
      <Link href={`/whois?${new URLSearchParams({ name: find })}`} className="underline">
        {checkWords.lookUp(find)}
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
    <Notice kind="unknown" className="mb-4" title={checkWords.unchecked(blind.length)}>
      <ul>
        {blind.map((card) => (
          <li key={card.id}>
            <Link href={`/hosts/${card.id}`} className="font-medium underline">
              {card.name}
            </Link>
            : {card.state.problem?.userMessage ?? checkWords.notScannedEnd}{' '}
            {card.collectedAt ? (
              <>
                {checkWords.dataFrom} <RelativeTime at={card.collectedAt} />.
              </>
            ) : null}
          </li>
        ))}
      </ul>
    </Notice>
  );
}
