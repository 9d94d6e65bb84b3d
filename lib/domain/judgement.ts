import type { Action } from './action.ts';
import type { Offer } from './answers/offer.ts';
import type { PlanEstimate } from './plan.ts';

export interface JudgedOffer {
  action: Action;
  offer: Offer;
  /** null where it is blocked */
  plan: { title: string; estimate: PlanEstimate; params: Record<string, string> } | null;
}

/** For each object of a plan, by its id: null where the plan includes it, else why it skips it. */
export type Verdicts = ReadonlyMap<string, string | null>;

/** What can be done on a host, as planned from its stored facts. */
export interface Judgement {
  nearlyFull: boolean;
  byKey: ReadonlyMap<string, Offer>;
  /** keys of what is blocked because there is nothing of the kind on the host */
  nothingThere: ReadonlySet<string>;
  /** by key, of what works on the quarantine: some of it can be chosen there, and each choice has an answer before it is pressed */
  verdicts: ReadonlyMap<string, Verdicts>;
  /** for a list of actions: what comes to the same plan once, best first */
  listed: readonly JudgedOffer[];
}

export interface RememberedJudgement {
  /** a fingerprint of everything that decides what can be done */
  basedOn: string;
  /** of the newest size in its amounts */
  measuredAt: string | null;
  judgement: Judgement;
}
