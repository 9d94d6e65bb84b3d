import type { Run } from '../domain/run.ts';

/**
 * Undoing is an action like any other, planned from fresh facts: this only says which. The names are those that the journal says
 * were set aside; a purge since then makes the new plan skip them with their excuse.
 */
export function undoRequest(run: Run): { actionId: string; params: Record<string, string> } | { excuse: string } {
  if ('excuse' in run.undo) return run.undo;
  if (run.actionId !== 'remove-leaked-layers') return { excuse: 'This kind of run cannot be taken back.' };
  const names = run.steps
    .filter((step) => step.target.kind === 'layer' && step.state === 'done')
    .map((step) => step.target.id);
  if (names.length === 0) return { excuse: 'This run set nothing aside, so there is nothing to put back.' };
  return { actionId: 'restore-quarantine', params: { entries: names.join(',') } };
}
