import { type ComponentProps, useId } from 'react';
import type { Offer } from '@/lib/domain/answers/offer';
import type { Button } from '../ui/button';
import { InlineText } from '../ui/inline-text';
import { Link } from '../ui/link';
import { ProposeButton } from './propose-button';
import { proposeWords } from './propose-words';

interface OfferButtonProps {
  hostId: string;
  offer: Offer;
  /** how much it stands out; red comes by itself, where something is lost for good */
  kind?: 'primary' | 'plain';
  size?: ComponentProps<typeof Button>['size'];
}

/** What can be done, and below it what that frees and whether it can be undone. What is blocked is no button: its reason, and what works. */
export function OfferButton({ hostId, offer, kind = 'plain', size }: OfferButtonProps) {
  const id = useId();
  if (offer.blocked) return <BlockedOffer hostId={hostId} offer={offer} blocked={offer.blocked} />;
  return (
    <div className="flex min-w-0 max-w-full flex-col items-start gap-1">
      <ProposeButton
        hostId={hostId}
        remedy={{ actionId: offer.actionId, params: offer.params }}
        label={offer.label}
        kind={looksOf(offer, kind)}
        size={size}
        aria-describedby={id}
      />
      <p id={id} className="max-w-prose text-sm text-soft">
        <InlineText text={offer.consequence} dates="short-day" />
      </p>
    </div>
  );
}

/** Red only for what cannot be undone, and only one of them leads: a second one is outlined. Restoring is never red. */
function looksOf(
  { effect, reversible }: Pick<Offer, 'effect' | 'reversible'>,
  kind: 'primary' | 'plain',
): 'primary' | 'plain' | 'danger' | 'danger-plain' {
  if (reversible || effect === 'restores') return kind;
  return kind === 'primary' ? 'danger' : 'danger-plain';
}

interface BlockedOfferProps {
  hostId: string;
  offer: Offer;
  blocked: NonNullable<Offer['blocked']>;
}

function BlockedOffer({ hostId, offer, blocked: { kind, reason, instead } }: BlockedOfferProps) {
  return (
    <div className="flex min-w-0 max-w-full flex-col items-start gap-1 text-sm">
      {kind === 'not-judged' ? null : (
        <p className="max-w-prose break-words text-faint">
          <span className="text-soft">{proposeWords.blocked(offer.label)}</span> <InlineText text={reason} />
        </p>
      )}
      {instead === null ? null : 'tab' in instead ? (
        <Link
          className="tap inline-flex items-center text-signal-deep underline"
          href={`/hosts/${hostId}/${instead.tab}`}
        >
          {instead.label}
        </Link>
      ) : (
        <ProposeButton
          hostId={hostId}
          remedy={{ actionId: instead.actionId, params: instead.params }}
          label={instead.label}
        />
      )}
    </div>
  );
}
