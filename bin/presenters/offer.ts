import type { Offer } from '../../lib/domain/answers/offer.ts';

/** What its button and the line below it say: `Free 510 MiB now. No way back.` */
export function offerLine({ label, consequence, blocked }: Offer): string {
  if (blocked === null) return `${label}. ${consequence}`;
  const instead = blocked.instead === null || 'tab' in blocked.instead ? '' : ` Instead: ${blocked.instead.label}.`;
  return `${label}: blocked. ${blocked.reason}${instead}`;
}
