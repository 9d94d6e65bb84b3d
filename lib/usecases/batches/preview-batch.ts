import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { type BatchKind, type BatchPreview, batchKindOf } from '../../domain/batch.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import type { Host } from '../../domain/host.ts';
import { isRefusal } from '../../domain/plan.ts';
import { nextTurn } from '../../domain/slices.ts';
import type { Application } from '../core/application.ts';
import { draftPlan, orExcuse, planningContext } from '../plans/planning.ts';
import { hostsOfBatch, whatItDoes } from './plan-batch.ts';

/** Reads the store only; the hosts are asked when the plans are made. */
export async function previewBatch(
  app: Application,
  actor: Actor,
  wanted: { hosts: readonly string[]; kind: BatchKind },
): Promise<BatchPreview[]> {
  requireRole(actor, 'viewer');
  const previews: BatchPreview[] = [];
  for (const host of hostsOfBatch(app, wanted.hosts)) {
    previews.push({
      host: { id: host.id, name: host.name, isDemo: isDemoHost(host) },
      scannedAt: app.store.facts.history(host.id)[0]?.collectedAt ?? null,
      outcome: outcomeOf(app, host, wanted.kind),
    });
    await nextTurn();
  }
  return previews;
}

function outcomeOf(app: Application, host: Host, kind: BatchKind): BatchPreview['outcome'] {
  const state = app.store.hostStates.of(host.id);
  if (state.state === 'unreachable')
    return {
      excuse: `Not reachable. ${state.problem?.userMessage ?? ''} It is tried again when the plans are made.`.trim(),
    };
  const { actionId, params } = batchKindOf[kind];
  const draft = orExcuse(() => draftPlan(planningContext(app, host.id), actionId, params));
  if ('excuse' in draft) return draft;
  return isRefusal(draft) ? { excuse: draft.excuses.map(({ excuse }) => excuse).join(' ') } : whatItDoes(draft);
}
