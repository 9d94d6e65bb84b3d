import { z } from 'zod';

/**
 * frees-now: the filesystem gets bytes back when the run ends. frees-later: quarantined, freed on `freesAt`. restores: out of the
 * quarantine. repairs, maintains: frees nothing by itself.
 */
const offerEffects = ['frees-now', 'frees-later', 'restores', 'repairs', 'maintains'] as const;
export type OfferEffect = (typeof offerEffects)[number];

const params = z.record(z.string(), z.string());

/** What works instead of a blocked offer: a plan of another action, or a tab of the host (`actions`). */
const offerInstead = z.union([
  z.object({ label: z.string(), actionId: z.string(), params }),
  z.object({ label: z.string(), tab: z.string() }),
]);

/** refused: planning says no. unreachable: the host did not answer. not-judged: not planned yet from what is stored now. */
const offerBlocks = ['refused', 'unreachable', 'not-judged'] as const;

/**
 * What a button says before it is pressed: what it does, what it frees and when, and whether it can be undone. The same on every page, on
 * the command line and in the API. A blocked offer is no button: it has a reason, and where there is one, the way that works.
 */
export const offer = z.object({
  actionId: z.string(),
  params,
  /** verb, object and amount: `Free 510 MiB now` */
  label: z.string(),
  /** the line below the button: `No way back.` */
  consequence: z.string(),
  effect: z.enum(offerEffects),
  /** bytes that it frees or quarantines; null where that is unknown or nothing */
  amount: z.object({ bytes: z.number(), exact: z.boolean() }).nullable(),
  /** ISO: for `frees-later` */
  freesAt: z.string().nullable(),
  /** nothing is lost for good: it can be restored, or built and pulled again */
  reversible: z.boolean(),
  blocked: z.object({ kind: z.enum(offerBlocks), reason: z.string(), instead: offerInstead.nullable() }).nullable(),
});

export type Offer = z.output<typeof offer>;
