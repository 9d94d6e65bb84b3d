import { setTimeout as sleep } from 'node:timers/promises';
import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { type Batch, isWorking, type ListedBatch, type ShownBatch } from '../../domain/batch.ts';
import type { Application } from '../core/application.ts';
import { allBatches, batchOf, closeAbandonedBatches, unreadableBatches } from './batch-store.ts';

export function readBatch(app: Application, actor: Actor, id: string): ShownBatch {
  requireRole(actor, 'viewer');
  return shown(app, batchOf(app, id));
}

/** Newest first. */
export function listBatches(app: Application, actor: Actor): ListedBatch[] {
  requireRole(actor, 'viewer');
  return allBatches(app).map(({ worker: _worker, ...batch }) => ({
    ...batch,
    items: batch.items.map(({ hostId, hostName, state }) => ({ hostId, hostName, state })),
  }));
}

/** What is stored of them cannot be read: shown with their ids, why, and what to do. */
export function listUnreadableBatches(app: Application, actor: Actor): { id: string; said: string }[] {
  requireRole(actor, 'viewer');
  return unreadableBatches(app);
}

function shown(app: Application, { worker: _worker, ...batch }: Batch): ShownBatch {
  return { ...batch, items: batch.items.map((item) => ({ ...item, run: runOf(app, item.runId) })) };
}

function runOf(app: Application, runId: string | null): ShownBatch['items'][number]['run'] {
  const run = runId === null ? null : app.store.runs.byId(runId);
  if (run === null) return null;
  const ended = run.steps.filter(({ state }) => state !== 'waiting' && state !== 'intended').length;
  return { id: run.id, state: run.state, freedBytes: run.freedBytes.measured, steps: run.steps.length, ended };
}

/** Waits until no process works on it any more, in whichever process. */
export async function waitForBatch(
  app: Application,
  actor: Actor,
  id: string,
  onChange: (batch: ShownBatch) => void = () => {},
): Promise<ShownBatch> {
  for (;;) {
    closeAbandonedBatches(app);
    const batch = readBatch(app, actor, id);
    onChange(batch);
    if (!isWorking(batch)) return batch;
    await sleep(200);
  }
}
