import type { WhoisMatch } from '@/lib/domain/answers/whois';
import { printableName } from '@/lib/domain/names';
import { offerKey } from '../findings/group-findings';
import { OfferButton } from '../plans/offer-button';
import { Badge } from '../ui/badge';
import { BytesFact } from '../ui/bytes-value';
import { CopyButton } from '../ui/copy-button';
import { InlineText } from '../ui/inline-text';
import { Link } from '../ui/link';
import { kindWords, listOf, whoisWords } from './whois-words';

interface WhoisMatchViewProps {
  match: WhoisMatch;
  hostId: string;
  mayPlan: boolean;
}

/** One object: who owns it, why it is there, what would free it and how much. */
export function WhoisMatchView({ match, hostId, mayPlan }: WhoisMatchViewProps) {
  const list = listOf(match, hostId);
  return (
    <article className="sheet flex flex-col gap-3 p-4">
      <h3 className="flex flex-wrap items-center gap-2 font-semibold">
        <Badge>{kindWords[match.kind]}</Badge>
        <span className="min-w-0 break-all">{printableName(match.label)}</span>
      </h3>
      <dl className="grid gap-x-6 gap-y-1.5 text-sm sm:grid-cols-[7rem_minmax(0,1fr)]">
        <dt className="text-soft">{whoisWords.owner}</dt>
        <dd className="break-words">{printableName(match.owner)}</dd>
        <dt className="text-soft">{whoisWords.why}</dt>
        <dd className="break-words">
          <InlineText text={printableName(match.why)} />
        </dd>
        <dt className="text-soft">{whoisWords.size}</dt>
        <dd>
          <BytesFact fact={match.bytes} />
        </dd>
        <dt className="text-soft">{whoisWords.frees}</dt>
        <dd className="break-words">
          <InlineText text={printableName(match.freedBy)} />
          {match.blocked === null ? null : (
            <span className="block text-soft">
              <InlineText text={whoisWords.blocked(printableName(match.blocked))} />
            </span>
          )}
        </dd>
        {match.path === null ? null : (
          <>
            <dt className="text-soft">{whoisWords.path}</dt>
            <dd className="flex items-start gap-1">
              <code className="min-w-0 break-all">{printableName(match.path)}</code>
              <CopyButton text={match.path} what={whoisWords.thePath} />
            </dd>
          </>
        )}
      </dl>
      <div className="flex flex-wrap items-start gap-x-6 gap-y-3">
        {mayPlan
          ? match.offers.map((offer, index) => (
              <OfferButton
                key={offerKey(offer)}
                hostId={hostId}
                offer={offer}
                kind={index === 0 ? 'primary' : 'plain'}
              />
            ))
          : null}
        {list === null ? null : (
          <Link href={list.href} className="tap inline-flex items-center text-sm underline">
            {list.words}
          </Link>
        )}
      </div>
    </article>
  );
}
