import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import type { RunLink } from '../../domain/afterwards.ts';
import type { Plan } from '../../domain/plan.ts';
import { isFinal } from '../../domain/run.ts';
import type { Application } from '../core/application.ts';

/** What other runs did with a plan's objects after the scan it is made from. */
export interface TakenMeanwhile {
  objects: number;
  /** of so many in the plan */
  of: number;
  /** the newest run that took one of them */
  run: RunLink;
}

const restore = 'restore-quarantine';
const ofQuarantine = [restore, 'purge-quarantine'];

/**
 * For whoever still reads a plan: someone else freed the same first. From the store alone; the host judges each object again at its step.
 * Null where nothing of the plan was taken, and where the plan was used itself.
 */
export function takenMeanwhile(app: Application, actor: Actor, plan: Plan): TakenMeanwhile | null {
  requireRole(actor, 'viewer');
  if (plan.state !== 'proposed') return null;
  const objects = new Set(plan.steps.map(({ target }) => `${target.kind} ${target.id}`));
  const open = new Set(objects);
  const later = app.store.runs
    .list({ hostId: plan.hostId })
    .filter((run) => run.startedAt >= plan.factsCollectedAt && isFinal(run.state));
  let taken = 0;
  let newest: RunLink | null = null;
  // Newest first: what became of an object last is what is true of it.
  for (const { id, startedAt, startedBy, actionId, steps } of later) {
    const touched = steps.filter(({ state, target }) => state === 'done' && open.delete(`${target.kind} ${target.id}`));
    if (touched.length === 0 || isPutBack(plan.actionId, actionId)) continue;
    taken += touched.length;
    newest ??= { id, at: startedAt, by: startedBy };
  }
  return newest === null ? null : { objects: taken, of: objects.size, run: newest };
}

/** It is again where the plan expects it: in its place, or in the quarantine. */
function isPutBack(planned: string, did: string): boolean {
  return ofQuarantine.includes(planned) ? !ofQuarantine.includes(did) : did === restore;
}
