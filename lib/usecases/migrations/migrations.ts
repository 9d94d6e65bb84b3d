import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { actionById } from '../../actions/action-registry.ts';
import { offerOf } from '../../actions/offer-of.ts';
import type { MigrationAnswer } from '../../domain/answers/migration.ts';
import type { Offer } from '../../domain/answers/offer.ts';
import { isCutOff, keptDataOf } from '../../domain/migration.ts';
import { currentMigration } from '../../facts/views/migration/setup.ts';
import type { Application } from '../core/application.ts';
import { hostOf } from '../hosts/hosts.ts';
import { rememberedOffers, whyUnreachable } from '../plans/host-offers.ts';
import { offerKey } from '../plans/offer-order.ts';

/**
 * What a move of Docker keeps on a host, and what can be decided about it, as of the last scan; null where there is none. From the store
 * alone and cheap: every page of a host asks for it.
 */
export function readMigration(app: Application, actor: Actor, idOrName: string): MigrationAnswer | null {
  requireRole(actor, 'viewer');
  const host = hostOf(app, idOrName);
  const facts = app.store.facts.latest(host.id);
  const migration = facts === null ? null : currentMigration(facts);
  if (migration === null) return null;
  const unreachable = whyUnreachable(app, host);
  const judged = rememberedOffers(app, host);
  const offered = (actionId: string): Offer | null => {
    const known = 'why' in judged ? undefined : judged.byKey.get(offerKey(actionId, {}));
    if (unreachable === null && known !== undefined) return known;
    const action = actionById(actionId);
    if (action === undefined) return null;
    const kind = unreachable === null ? 'not-judged' : 'unreachable';
    const reason = unreachable ?? ('why' in judged ? judged.why : 'This was not checked yet.');
    return offerOf(action, {}, { draft: null, nearlyFull: false, blocked: { kind, reason, instead: null } });
  };
  const { runId, phase, phaseAt, from, to } = migration;
  return {
    runId,
    phase,
    phaseAt,
    from: from.path,
    to: to.path,
    kept: keptDataOf(migration),
    goOn: isCutOff(migration) ? offered('resume-migration') : null,
    goBack: phase === 'left' ? null : offered('roll-back-migration'),
    finish: isCutOff(migration) ? null : offered('finish-migration'),
  };
}
