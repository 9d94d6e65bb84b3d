import type { Actor } from '../../access/actor.ts';
import { requireFreshLogin, requireRole } from '../../access/actor.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { AccessError, GuardRefusal, InvalidInputError, NotFoundError, StalePlanError } from '../../domain/errors.ts';
import { confirmsName } from '../../domain/host-names.ts';
import { newId } from '../../domain/ids.ts';
import { printableName } from '../../domain/names.ts';
import {
  isDoneByDashboard,
  isRefusal,
  type Plan,
  type PlanDraft,
  planLifetimeMinutes,
  type Refusal,
} from '../../domain/plan.ts';
import { untouchedBy } from '../../facts/views/receipt.ts';
import { compilePlan, opOf, runIdOfPlan, scriptDigest } from '../../runs/compile.ts';
import { listCalls } from '../../runs/containerd-run.ts';
import { listRequests } from '../../runs/engine-run.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { hostOf } from '../hosts/hosts.ts';
import { scanHost } from '../scans/scan-host.ts';
import { draftPlan, type PlanningContext, planningContext } from './planning.ts';

/** Blocked: each excuse is something the operator can act on. */
export class PlanRefused extends GuardRefusal {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    const excuses = refusal.excuses.map((entry) => entry.excuse);
    super({
      guardId: refusal.excuses[0]?.guardId ?? 'nothing-to-do',
      excuse: excuses.join('\n') || 'There is nothing to do on this host.',
      leftAlone: refusal.skipped.map(({ target, guardId, excuse }) => ({ name: target.label, guardId, excuse })),
    });
    this.refusal = refusal;
  }
}

/** Scans again, lets the action plan, compiles the script, stores the plan. Changes nothing on the host. */
export async function proposePlan(
  app: Application,
  actor: Actor,
  idOrName: string,
  actionId: string,
  params: Record<string, string>,
): Promise<Plan> {
  requireRole(actor, 'operator');
  const host = hostOf(app, idOrName);
  await scanHost(app, actor, host.id, { whole: true });
  return audited(
    app,
    actor,
    { action: 'plan.proposed', subject: actionId, hostId: host.id, detail: { ...params } },
    () => {
      const planning = planningContext(app, host.id);
      const draft = draftPlan(planning, actionId, params);
      if (isRefusal(draft)) throw new PlanRefused(draft);
      const plan = finishPlan(app, actor, planning, draft);
      app.store.plans.put(plan);
      return plan;
    },
  );
}

function requestsOf(draft: PlanDraft): { script: string; digest: string } {
  const script = draft.overContainerd ? listCalls(draft.steps) : listRequests(draft.steps);
  return { script, digest: scriptDigest(script) };
}

function finishPlan(app: Application, actor: Actor, { host, input }: PlanningContext, draft: PlanDraft): Plan {
  const { facts, report } = input;
  const id = newId('plan');
  const now = app.now();
  const createdAt = now.toISOString();
  const compiled = isDoneByDashboard(draft)
    ? requestsOf(draft)
    : compilePlan({ draft, runId: runIdOfPlan(id), identity: facts.identity, createdAt });
  return {
    ...draft,
    id,
    hostId: host.id,
    ...(isDemoHost(host) ? { isDemo: true } : {}),
    untouched: untouchedBy(draft, facts, report.ledger, (step) => opOf(step).isOfWholeFilesystem === true),
    identity: facts.identity,
    basedOn: facts.id,
    factsCollectedAt: facts.collectedAt,
    ...compiled,
    state: 'proposed',
    createdAt,
    createdBy: actor.name,
    expiresAt: new Date(now.getTime() + planLifetimeMinutes * 60_000).toISOString(),
  };
}

export function readPlan(app: Application, actor: Actor, planId: string): Plan {
  requireRole(actor, 'viewer');
  app.store.plans.expire(app.now().toISOString());
  const plan = app.store.plans.byId(planId);
  if (!plan) throw new NotFoundError(`No plan ${planId}.`);
  return plan;
}

/** An object that was protected after the plan was made may be in it, and the host does not know: this is the last place to check. */
function refuseIfProtectedSince(app: Application, plan: Plan): void {
  const since = app.store.protections.all(plan.hostId).filter(({ at }) => at >= plan.createdAt);
  if (since.length === 0) return;
  const names = since.map(({ object }) => printableName(object)).join(', ');
  throw new StalePlanError({
    message: `After this plan was made, ${names} ${since.length === 1 ? 'was' : 'were'} protected. Make a new plan.`,
  });
}

export function refuseReadOnly(app: Application): void {
  if (!app.settings.isReadOnly) return;
  throw new AccessError({
    kind: 'read-only',
    message: 'This dashboard is read-only (BILGE_READ_ONLY). To apply plans, start Bilge without it.',
  });
}

/**
 * Everything that must hold before a plan may run, in the use case and not in the button: right, read-only mode, a fresh password
 * and the typed name where something cannot be undone, and that exactly one caller uses it. `approvedAt` is when the person said yes: the
 * last plan of a batch is used long after.
 */
export function claimPlan(
  app: Application,
  actor: Actor,
  planId: string,
  confirm: string,
  approvedAt: Date = app.now(),
): Plan {
  requireRole(actor, 'operator');
  refuseReadOnly(app);
  const plan = readPlan(app, actor, planId);
  const host = hostOf(app, plan.hostId);
  if (plan.confirmation === 'host-name') requireFreshLogin(actor, approvedAt);
  if (!confirmsName(confirm, host.name)) {
    throw new InvalidInputError(`To apply this plan, confirm with the name of its host: ${host.name}.`);
  }
  if (plan.state !== 'proposed') {
    if (plan.unreadable !== undefined) throw new StalePlanError({ message: plan.unreadable });
    const why = plan.state === 'used' ? 'was used already' : 'has expired';
    throw new StalePlanError({ message: `Plan ${plan.id} ${why}. Make a new plan.` });
  }
  refuseIfProtectedSince(app, plan);
  if (!app.store.plans.transition(plan.id, 'proposed', 'used')) {
    throw new StalePlanError({ message: `Plan ${plan.id} was just started by someone else.` });
  }
  return { ...plan, state: 'used' };
}
