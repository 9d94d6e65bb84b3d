import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { actionById } from '../../actions/action-registry.ts';
import { offerOf } from '../../actions/offer-of.ts';
import type { Offer } from '../../domain/answers/offer.ts';
import { longestName, type WhoisAnswer } from '../../domain/answers/whois.ts';
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts';
import type { Remedy } from '../../domain/finding.ts';
import type { Host } from '../../domain/host.ts';
import { isRefusal } from '../../domain/plan.ts';
import { nextTurn } from '../../domain/slices.ts';
import { sizesFrom } from '../../facts/views/leaks/leak.ts';
import { whois } from '../../facts/views/whois/whois.ts';
import type { Application } from '../core/application.ts';
import { draftPlan, orExcuse, type PlanningContext, planningContext } from '../plans/planning.ts';
import { readReport } from '../scans/reports.ts';
import { oneByOne } from '../scans/shared-work.ts';
import { hostOf } from './hosts.ts';

const mostMatches = 20;

/** Who owns a name on a host, why it is there, what would free it and how much. Reads the last scan; the host is not asked. */
export function whoisOnHost(app: Application, actor: Actor, idOrName: string, name: string): WhoisAnswer {
  requireRole(actor, 'viewer');
  const asked = name.trim();
  if (asked === '') throw new InvalidInputError('Name what to look up: a directory, path, id, volume or image.');
  if (Buffer.byteLength(asked) > longestName)
    throw new InvalidInputError(`A name has at most ${longestName} bytes; this one is longer.`);
  const host = hostOf(app, idOrName);
  const report = readReport(app, actor, host.id);
  const facts = app.store.facts.latest(host.id);
  if (!report || !facts) throw new NotFoundError(`${host.name} has not been scanned yet. Scan it first.`);
  const { found, searched } = whois({ facts, report, sizes: sizesFrom(app.store.measurements.all(host.id)) }, asked);
  const shown = found.slice(0, mostMatches);
  // One storage report for all of them, and none where nothing is offered: on a large host it is the expensive part.
  let planning: PlanningContext | null = null;
  const context = (): PlanningContext => {
    planning ??= planningContext(app, host.id);
    return planning;
  };
  return {
    host: { id: host.id, name: host.name },
    asked,
    collectedAt: report.collectedAt,
    matches: shown.map(({ how, object: { remedies, names: _names, paths: _paths, ...object } }) => ({
      ...object,
      how,
      ...offersOf(context, remedies),
    })),
    total: found.length,
    isAmbiguous: found.length > 1 && found[0]?.how === 'prefix',
    searched: searched.flatMap(({ what, objects }) =>
      objects.state === 'known' ? [{ what, count: objects.value.length }] : [],
    ),
    unknown: searched.flatMap(({ what, objects }) =>
      objects.state === 'unknown' ? [{ what, reason: objects.reason, detail: objects.detail }] : [],
    ),
  };
}

/** Only what can be planned now becomes a button, so that none ends in "no plan"; the rest is said. */
function offersOf(
  context: () => PlanningContext,
  remedies: readonly Remedy[],
): { offers: Offer[]; blocked: string | null } {
  const offers: Offer[] = [];
  const excuses: string[] = [];
  for (const remedy of remedies) {
    const offer = plannedOffer(context, remedy);
    if ('excuse' in offer) excuses.push(offer.excuse);
    else offers.push(offer);
  }
  return { offers, blocked: offers.length > 0 ? null : (excuses[0] ?? null) };
}

function plannedOffer(context: () => PlanningContext, { actionId, params }: Remedy): Offer | { excuse: string } {
  const action = actionById(actionId);
  if (action === undefined) return { excuse: `This version has no action ${actionId}.` };
  const draft = orExcuse(() => draftPlan(context(), actionId, params));
  if ('excuse' in draft) return draft;
  if (isRefusal(draft)) {
    const reasons = draft.skipped.length > 0 ? draft.skipped : draft.excuses;
    return { excuse: [...new Set(reasons.map(({ excuse }) => excuse))].slice(0, 3).join(' ') };
  }
  return offerOf(action, params, { draft, nearlyFull: false });
}

export interface WhoisEverywhere {
  answers: WhoisAnswer[];
  /** hosts without a scan: it may be there */
  notScanned: string[];
}

/**
 * The same on every host, or on one. For whoever pastes a name and has not said where it was found. One search at a time, whoever asks:
 * each reads the facts of all hosts, so many at once would keep every other page waiting and be no faster.
 */
export async function whoisEverywhere(
  app: Application,
  actor: Actor,
  name: string,
  idOrName: string | null,
): Promise<WhoisEverywhere> {
  requireRole(actor, 'viewer');
  const hosts = idOrName === null ? app.store.hosts.all() : [hostOf(app, idOrName)];
  return oneByOne(app, 'whois', () => searchedEach(app, actor, name, hosts));
}

async function searchedEach(
  app: Application,
  actor: Actor,
  name: string,
  hosts: readonly Host[],
): Promise<WhoisEverywhere> {
  const found: WhoisEverywhere = { answers: [], notScanned: [] };
  for (const host of hosts) {
    try {
      found.answers.push(whoisOnHost(app, actor, host.id, name));
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      found.notScanned.push(host.name);
    }
    await nextTurn();
  }
  return found;
}
