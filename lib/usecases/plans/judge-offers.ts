import { actions } from '../../actions/action-registry.ts';
import { offerOf } from '../../actions/offer-of.ts';
import type { Action } from '../../domain/action.ts';
import type { Offer } from '../../domain/answers/offer.ts';
import type { Remedy } from '../../domain/finding.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { JudgedOffer, Judgement, Verdicts } from '../../domain/judgement.ts';
import { isRefusal, type PlanDraft, type Refusal } from '../../domain/plan.ts';
import type { InPieces } from '../../domain/slices.ts';
import { inOrder, offerKey } from './offer-order.ts';
import { draftInPieces, orExcuseInPieces, type PlanningContext } from './planning.ts';

interface Judged extends JudgedOffer {
  /** what its plan changes, or what it was asked for and had to leave */
  objects: ReadonlySet<string>;
  /** blocked because there is nothing of the kind on the host */
  isIdle: boolean;
  /** only of what works on the quarantine */
  verdicts: Verdicts | null;
}

/**
 * Plans everything that could be offered on a host, from the stored facts, so that no button is drawn whose plan would be refused. A plan
 * is one piece, that of thousands of layers several (`planInPieces`).
 */
export function* judgeOffers(
  planning: PlanningContext,
  proposed: readonly Remedy[],
  nearlyFull: boolean,
): InPieces<Judgement> {
  const judged = new Map<string, Judged>();
  for (const action of actions) {
    const named = proposed.filter(({ actionId }) => actionId === action.id).map(({ params }) => params);
    for (const params of choicesOf(action, named, planning.input.facts)) {
      const key = offerKey(action.id, params);
      if (!judged.has(key)) judged.set(key, yield* judge(planning, action, params, nearlyFull));
      yield;
    }
  }
  const all = withInstead([...judged.values()], nearlyFull);
  const byKey = new Map(all.map(({ offer }) => [offerKey(offer.actionId, offer.params), offer]));
  const nothingThere = new Set(
    all.flatMap(({ offer, isIdle }) => (isIdle ? [offerKey(offer.actionId, offer.params)] : [])),
  );
  return {
    nearlyFull,
    byKey,
    nothingThere,
    verdicts: new Map(
      all.flatMap(({ offer, verdicts }) =>
        verdicts === null ? [] : [[offerKey(offer.actionId, offer.params), verdicts] as const],
      ),
    ),
    listed: sorted(listedOnce(all), nearlyFull).map(({ action, offer, plan }) => ({ action, offer, plan })),
  };
}

/** What the action offers by itself, and what findings propose; where it offers nothing by itself and no finding asks, why not. */
function choicesOf(
  action: Action,
  named: readonly Record<string, string>[],
  facts: HostFacts,
): Record<string, string>[] {
  const ofHost = action.choices?.(facts) ?? [];
  const own =
    (ofHost.length > 0 ? ofHost : action.modes) ??
    (named.length === 0 || action.params.safeParse(action.defaults ?? {}).success ? [{}] : []);
  // What a finding proposes in one mode, for the same objects in the others too.
  const inModes = named.flatMap((params) => (action.modes ?? []).map((mode) => ({ ...params, ...mode })));
  return [...own, ...named, ...inModes].map((params) => ({ ...action.defaults, ...params }));
}

function* judge(
  planning: PlanningContext,
  action: Action,
  params: Record<string, string>,
  nearlyFull: boolean,
): InPieces<Judged> {
  const blocked = (reason: string, { skipped = [], isIdle = false }: Partial<Left> = {}): Judged => ({
    action,
    offer: offerOf(action, params, { draft: null, nearlyFull, blocked: { kind: 'refused', reason, instead: null } }),
    plan: null,
    objects: new Set(skipped.map(({ target }) => target.id)),
    isIdle,
    verdicts: verdictsOf(action, { steps: [], skipped }),
  });
  const unnamed = mustBeNamed(action, params);
  if (unnamed !== null) return blocked(unnamed, { isIdle: true });
  const draft = yield* orExcuseInPieces(draftInPieces(planning, action.id, params));
  yield;
  if ('excuse' in draft) return blocked(draft.excuse);
  if (isRefusal(draft)) {
    const isIdle = draft.skipped.length === 0 && draft.excuses.every(({ guardId }) => guardId === 'nothing-to-do');
    return blocked(reasonOf(draft), { skipped: draft.skipped, isIdle });
  }
  const { title, estimate } = draft;
  return {
    action,
    offer: offerOf(action, params, { draft, nearlyFull }),
    plan: { title, estimate, params: draft.params },
    objects: new Set(draft.steps.map(({ op, target }) => `${op} ${target.id}`)),
    isIdle: false,
    verdicts: verdictsOf(action, draft),
  };
}

interface Left {
  skipped: PlanDraft['skipped'];
  isIdle: boolean;
}

/** Of thousands of layers they would only cost memory: no one chooses among those before there is a plan. */
function verdictsOf(action: Action, { steps, skipped }: Pick<PlanDraft, 'steps' | 'skipped'>): Verdicts | null {
  if (!quarantineActions.has(action.id)) return null;
  return new Map([
    ...skipped.map(({ target, excuse }) => [target.id, excuse] as const),
    ...steps.map(({ target }) => [target.id, null] as const),
  ]);
}

const quarantineActions: ReadonlySet<string> = new Set(['purge-quarantine', 'restore-quarantine']);

/** Where an object must be named and none was. The same words for every action, so that a list can say them once. */
function mustBeNamed(action: Action, params: Record<string, string>): string | null {
  if (Object.keys(params).length > 0 || action.params.safeParse({}).success) return null;
  return 'Nothing to do: no finding on this host asks for it.';
}

const mostReasons = 3;

/** With what the skipped objects say, each reason once: without a plan they are shown nowhere else. */
function reasonOf({ excuses, skipped }: Refusal): string {
  const said = [...new Set(skipped.map(({ excuse }) => excuse))].slice(0, mostReasons);
  return withoutEchoes([...new Set([...excuses.map(({ excuse }) => excuse), ...said])]).join(' ');
}

/** A stopped Docker leaves a dozen lists unread, and each says so with the same words in brackets: the first of them is enough. */
function withoutEchoes(reasons: readonly string[]): string[] {
  const quoted = new Set<string>();
  return reasons.filter((reason) => {
    const quote = /\((.{40,})\)/.exec(reason)?.[1];
    if (quote === undefined) return true;
    const isNew = !quoted.has(quote);
    quoted.add(quote);
    return isNew;
  });
}

/** For each blocked offer what works in its place: the same action in another mode, an action on the very object, or the best that frees. */
function withInstead(all: readonly Judged[], nearlyFull: boolean): Judged[] {
  const available = all.filter(({ plan }) => plan !== null);
  const best = inOrder(
    available.flatMap(({ offer }) => (offer.effect === 'frees-now' || offer.effect === 'frees-later' ? [offer] : [])),
    nearlyFull,
  )[0];
  return all.map((judged) => {
    const { offer, action, objects } = judged;
    if (offer.blocked === null) return judged;
    const instead =
      available.find((other) => other.action === action)?.offer ??
      available.find((other) => Object.values(other.offer.params).some((value) => objects.has(value)))?.offer ??
      (action.group === 'free' ? best : undefined);
    if (instead === undefined) return judged;
    const { label, actionId, params } = instead;
    return { ...judged, offer: { ...offer, blocked: { ...offer.blocked, instead: { label, actionId, params } } } };
  });
}

/** What comes to the same plan as another, or to a part of it, is listed once, and what is blocked once for each reason. */
function listedOnce(all: readonly Judged[]): Judged[] {
  const rest = (judged: Judged): Judged[] =>
    all.filter(
      (other) => other !== judged && other.action === judged.action && other.offer.effect === judged.offer.effect,
    );
  return all.filter((judged) => {
    const at = all.indexOf(judged);
    return !rest(judged).some((other) => {
      const comesFirst = all.indexOf(other) < at;
      if (judged.plan === null)
        return other.plan === null && comesFirst && other.offer.blocked?.reason === judged.offer.blocked?.reason;
      if (other.plan === null || ![...judged.objects].every((object) => other.objects.has(object))) return false;
      return other.objects.size > judged.objects.size || comesFirst;
    });
  });
}

/** Of equals, what frees most first. */
function sorted(all: readonly Judged[], nearlyFull: boolean): Judged[] {
  const bytes = ({ amount }: Offer): number => amount?.bytes ?? 0;
  const offers = all.map(({ offer }) => offer).sort((one, other) => bytes(other) - bytes(one));
  const order = inOrder(offers, nearlyFull);
  return [...all].sort((one, other) => order.indexOf(one.offer) - order.indexOf(other.offer));
}
