import type { Actor } from '../../access/actor.ts';
import { offerOf } from '../../actions/offer-of.ts';
import purge from '../../actions/purge-quarantine.ts';
import restore from '../../actions/restore-quarantine.ts';
import type { Action } from '../../domain/action.ts';
import type { Offer } from '../../domain/answers/offer.ts';
import type { Verdicts } from '../../domain/judgement.ts';
import type { Application } from '../core/application.ts';
import { hostOf } from '../hosts/hosts.ts';
import { judgedOffers, rememberedOffers, whyUnreachable } from '../plans/host-offers.ts';
import { offerKey } from '../plans/offer-order.ts';
import { listQuarantine, type SetAside } from './quarantine.ts';

/** The two ways out of the quarantine, as planning judged them. */
export interface QuarantineOffers {
  free: Offer;
  restore: Offer;
  /** by the name in the quarantine: why a plan would skip it, where it would */
  keptBack: Record<string, { free: string | null; restore: string | null }>;
}

const all = { entries: 'all' };

/** `names`: only these entries, by their original names; null: all of them. Judges now what is not remembered: for the page of one host. */
export function quarantineOffers(
  app: Application,
  actor: Actor,
  idOrName: string,
  names: readonly string[] | null,
): QuarantineOffers {
  const listed = listQuarantine(app, actor, idOrName);
  const asked = new Set(names);
  const entries = listed.state === 'unknown' ? [] : listed.value;
  const chosen = names === null ? entries : entries.filter(({ originalName }) => asked.has(originalName));
  const free = judgedFor(app, idOrName, purge, chosen, names);
  const back = judgedFor(app, idOrName, restore, chosen, names);
  return {
    free: free.offer,
    restore: back.offer,
    keptBack: Object.fromEntries(
      chosen.map((each) => [each.entry, { free: free.whyKept(each), restore: back.whyKept(each) }]),
    ),
  };
}

/** Which of the two would get a plan, from what is remembered: cheap, for every page of a host. */
export function openWays(app: Application, idOrName: string): { free: boolean; restore: boolean } {
  const host = hostOf(app, idOrName);
  const judged = rememberedOffers(app, host);
  if ('why' in judged || whyUnreachable(app, host) !== null) return { free: false, restore: false };
  const isOpen = ({ id }: Action): boolean => judged.byKey.get(offerKey(id, all))?.blocked === null;
  return { free: isOpen(purge), restore: isOpen(restore) };
}

interface Judged {
  offer: Offer;
  whyKept: (entry: SetAside) => string | null;
}

function judgedFor(
  app: Application,
  idOrName: string,
  action: Action,
  chosen: readonly SetAside[],
  names: readonly string[] | null,
): Judged {
  const host = hostOf(app, idOrName);
  const params = names === null ? all : { entries: names.join(',') };
  const blocked = (kind: NonNullable<Offer['blocked']>['kind'], reason: string): Offer =>
    offerOf(action, params, { draft: null, nearlyFull: false, blocked: { kind, reason, instead: null } });
  const unreachable = whyUnreachable(app, host);
  if (unreachable !== null) return { offer: blocked('unreachable', unreachable), whyKept: () => null };
  const judged = judgedOffers(app, host);
  if ('why' in judged) return { offer: blocked('not-judged', judged.why), whyKept: () => null };
  const ofAll = judged.byKey.get(offerKey(action.id, all));
  const verdicts: Verdicts = judged.verdicts.get(offerKey(action.id, all)) ?? new Map();
  const whyKept = ({ originalName }: SetAside): string | null => {
    const verdict = verdicts.get(originalName);
    return verdict === undefined ? ofAnotherDriver : verdict;
  };
  const open = chosen.filter((entry) => whyKept(entry) === null);
  if (ofAll === undefined || ofAll.blocked !== null || names === null) {
    const offer = ofAll ?? blocked('not-judged', 'This was not checked yet.');
    return { offer: { ...offer, params }, whyKept };
  }
  if (open.length === 0) {
    const reasons = [...new Set(chosen.flatMap((entry) => whyKept(entry) ?? []))].slice(0, 3);
    return { offer: blocked('refused', reasons.join(' ') || 'Nothing of it is quarantined any more.'), whyKept };
  }
  const sizes = open.flatMap(({ bytes }) => (bytes.state === 'known' ? [bytes.value] : []));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const isKnown = action === purge && sizes.length === open.length && bytes > 0;
  const amount = isKnown ? { bytes, exact: false } : null;
  return { offer: offerOf(action, params, { draft: null, nearlyFull: judged.nearlyFull, amount }), whyKept };
}

const ofAnotherDriver =
  'It was not quarantined under the storage driver that Docker uses now, so Bilge leaves it alone.';
