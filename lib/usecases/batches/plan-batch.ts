import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { type Batch, type BatchItem, type BatchKind, batchKindOf, mostBatchHosts } from '../../domain/batch.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { AppError, InvalidInputError, LimitError, messageOf } from '../../domain/errors.ts';
import type { Host } from '../../domain/host.ts';
import { newId } from '../../domain/ids.ts';
import type { Plan, PlanDraft } from '../../domain/plan.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { logProblem, logUnexpected } from '../core/log.ts';
import { workerNow } from '../core/worker-process.ts';
import { hostOf } from '../hosts/hosts.ts';
import { proposePlan } from '../plans/plans.ts';
import {
  allBatches,
  batchOf,
  changeBatch,
  changeItem,
  closeAbandonedBatches,
  forgetOldBatches,
  putBatch,
  workingOn,
} from './batch-store.ts';

/** Scans only read, so a few hosts are planned at the same time; runs are one after the other. */
const plannedTogether = 4;
/** Each batch scans up to fifty hosts. */
const mostPlanning = 2;

export interface WantedBatch {
  /** ids or names */
  hosts: readonly string[];
  kind: BatchKind;
}

/** The hosts of a batch, each once, in the order of their names. @throws for none, too many, or one that does not exist */
export function hostsOfBatch(app: Application, wanted: readonly string[]): Host[] {
  const chosen = new Set(wanted.map((idOrName) => hostOf(app, idOrName).id));
  if (chosen.size === 0) throw new InvalidInputError('Choose at least one host.');
  if (chosen.size > mostBatchHosts)
    throw new InvalidInputError(`At most ${mostBatchHosts} hosts at once; these are ${chosen.size}. Do it in parts.`);
  return app.store.hosts.all().filter(({ id }) => chosen.has(id));
}

/** Plans the same cleanup on each host from a fresh scan, in the background. Changes nothing on any host; read it, then start it. */
export async function createBatch(app: Application, actor: Actor, { hosts, kind }: WantedBatch): Promise<Batch> {
  requireRole(actor, 'operator');
  const chosen = hostsOfBatch(app, hosts);
  closeAbandonedBatches(app);
  if (allBatches(app).filter((batch) => batch.state === 'planning').length >= mostPlanning)
    throw new LimitError(
      'too-many',
      'Other cleanups of several hosts are being planned. Wait until they are, then try again.',
    );
  const id = newId('batch');
  return audited(app, actor, { action: 'batch.planned', subject: id, detail: { kind, hosts: chosen.length } }, () => {
    const now = app.now();
    const batch = putBatch(app, {
      id,
      kind,
      state: 'planning',
      createdAt: now.toISOString(),
      createdBy: actor.name,
      startedAt: null,
      startedBy: null,
      endedAt: null,
      said: null,
      cancelRequested: false,
      worker: workerNow(now),
      items: chosen.map((host) => ({
        hostId: host.id,
        hostName: host.name,
        isDemo: isDemoHost(host),
        state: 'waiting',
        said: null,
        plan: null,
        runId: null,
      })),
    });
    forgetOldBatches(app);
    void planAll(app, actor, batch);
    return batch;
  });
}

async function planAll(app: Application, actor: Actor, { id, items, kind }: Batch): Promise<void> {
  const waiting = [...items];
  try {
    await workingOn(app, id, async (isEnding) => {
      const mayGoOn = (): boolean => !isEnding() && !batchOf(app, id).cancelRequested;
      const planner = async (): Promise<void> => {
        for (let item = waiting.shift(); item !== undefined && mayGoOn(); item = waiting.shift()) {
          const planned = await plannedItem(app, actor, item, kind);
          if (!isEnding()) changeItem(app, id, item.hostId, planned);
        }
      };
      await Promise.all(Array.from({ length: plannedTogether }, planner));
      if (!isEnding()) changeBatch(app, id, (batch) => afterPlanning(app, batch));
    });
  } catch (error) {
    logProblem(`planning ${id}`, error);
  }
}

function afterPlanning(app: Application, batch: Batch): Batch {
  if (batch.state !== 'planning') return batch;
  const endedAt = app.now().toISOString();
  if (batch.cancelRequested)
    return { ...batch, state: 'stopped', said: 'Withdrawn while it was planned.', worker: null, endedAt };
  if (batch.items.some(({ state }) => state === 'planned')) return { ...batch, state: 'proposed', worker: null };
  const said = 'There is nothing to do on any of these hosts; each says why.';
  return { ...batch, state: 'stopped', said, worker: null, endedAt };
}

async function plannedItem(
  app: Application,
  actor: Actor,
  item: BatchItem,
  kind: BatchKind,
): Promise<Partial<BatchItem>> {
  const { actionId, params } = batchKindOf[kind];
  try {
    const plan = await proposePlan(app, actor, item.hostId, actionId, params);
    return { state: 'planned', plan: shortPlan(plan) };
  } catch (error) {
    if (error instanceof AppError) return { state: 'blocked', said: error.userMessage };
    logUnexpected(`planning on ${item.hostName}`, error);
    return { state: 'blocked', said: `Internal error: ${messageOf(error)}` };
  }
}

export function shortPlan(plan: Plan): NonNullable<BatchItem['plan']> {
  const { id, title, skipped, expiresAt } = plan;
  return { id, title, skipped: skipped.length, expiresAt, ...whatItDoes(plan) };
}

/** What a person wants to know of a plan among fifty. */
export function whatItDoes({ estimate, steps, confirmation }: PlanDraft) {
  return {
    objects: estimate.objects || steps.length,
    bytes: estimate.setAside?.bytes ?? estimate.freedBytes,
    freesNow: estimate.freesNow,
    asksForName: confirmation === 'host-name',
  };
}
