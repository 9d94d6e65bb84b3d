import { actionById } from '../actions/action-registry.ts';
import type { UndoRequest } from '../domain/action.ts';
import type { Run } from '../domain/run.ts';

/** What undoes a run, as its action defines it, or why nothing does. */
export function undoRequest(run: Run): UndoRequest | { excuse: string } {
  if ('excuse' in run.undo) return run.undo;
  return actionById(run.actionId)?.undo?.(run) ?? { excuse: 'This kind of run cannot be undone.' };
}
