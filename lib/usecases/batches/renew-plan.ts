import type { Actor } from '../../access/actor.ts';
import { type BatchItem, type BatchKind, batchKindOf } from '../../domain/batch.ts';
import { StalePlanError } from '../../domain/errors.ts';
import type { Application } from '../core/application.ts';
import { proposePlan, readPlan } from '../plans/plans.ts';
import { changeOfPlan } from '../plans/same-plan.ts';
import { shortPlan } from './plan-batch.ts';

/** A plan that ends while its run is being started would be refused as expired, with nothing wrong. */
const marginMs = 60_000;

/** What was used, or cannot be read, is left to whoever starts it to refuse. */
export function isPlanOver(app: Application, actor: Actor, { plan }: BatchItem): boolean {
  if (plan === null) return false;
  const { state, expiresAt, unreadable } = readPlan(app, actor, plan.id);
  if (unreadable !== undefined || state === 'used') return false;
  return state === 'expired' || Date.parse(expiresAt) - app.now().getTime() <= marginMs;
}

/**
 * A plan lives for an hour, and fifty hosts one after the other take longer. When its turn comes after that, the host is scanned and planned
 * again, and only a plan that is the approved one in everything but time takes its place.
 * @throws StalePlanError where it changed; the cleanup stops there
 */
export async function renewedPlan(
  app: Application,
  actor: Actor,
  { hostId, hostName, plan }: BatchItem,
  kind: BatchKind,
): Promise<BatchItem['plan']> {
  if (plan === null) return null;
  const approved = readPlan(app, actor, plan.id);
  const { actionId, params } = batchKindOf[kind];
  const made = await proposePlan(app, actor, hostId, actionId, params);
  const change = changeOfPlan(approved, made);
  if (change === null) return shortPlan(made);
  throw new StalePlanError({
    message: `Its plan expired before its turn came, and ${hostName} has changed since: ${change} Look at the new plan, and start it by itself.`,
  });
}
