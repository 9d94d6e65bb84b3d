import { formatDuration } from '@/lib/domain/format';
import { isFinal, type Run } from '@/lib/domain/run';
import { runPageWords } from './run-page-words';

/** Before that, one slow or quick step would make the estimate meaningless. */
const shortestElapsedMs = 5000;
const openStates = new Set(['waiting', 'intended']);

/**
 * `about 3 min left`, from the steps done since the start; null while there is no basis. Steps are not alike (the last may be the
 * biggest), hence "about".
 */
export function remainingWords(run: Pick<Run, 'state' | 'steps' | 'startedAt'>, now: number): string | null {
  // The step that tells its own time beside itself.
  if (run.steps.some(({ state, progress }) => state === 'intended' && progress !== undefined)) return null;
  const ended = run.steps.filter((step) => !openStates.has(step.state)).length;
  const elapsed = now - Date.parse(run.startedAt);
  if (isFinal(run.state) || ended === 0 || ended === run.steps.length || elapsed < shortestElapsedMs) return null;
  const seconds = ((elapsed / ended) * (run.steps.length - ended)) / 1000;
  if (seconds < 45) return runPageWords.lessThanMinute;
  if (seconds < 90) return runPageWords.aboutMinute;
  return runPageWords.aboutLeft(formatDuration(seconds));
}
