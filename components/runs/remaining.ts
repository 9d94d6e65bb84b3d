import { isFinal, type Run } from '@/lib/domain/run';

/** Before that, one slow or quick step would promise nonsense. */
const shortestElapsedMs = 5000;
const openStates = new Set(['waiting', 'intended']);

/**
 * `about 3 min left`, by the steps that were done since the start; null while nothing can be said. Steps are not alike (the last may be
 * the big one), hence "about".
 */
export function remainingWords(run: Pick<Run, 'state' | 'steps' | 'startedAt'>, now: number): string | null {
  const ended = run.steps.filter((step) => !openStates.has(step.state)).length;
  const elapsed = now - Date.parse(run.startedAt);
  if (isFinal(run.state) || ended === 0 || ended === run.steps.length || elapsed < shortestElapsedMs) return null;
  const seconds = ((elapsed / ended) * (run.steps.length - ended)) / 1000;
  if (seconds < 45) return 'less than a minute left';
  if (seconds < 5400) return `about ${Math.round(seconds / 60)} min left`;
  return `about ${Math.round(seconds / 3600)} h left`;
}
