import { formatBytes } from './bytes.ts';
import { formatDuration, formatNumber, formatPercent } from './format.ts';
import type { RunStep, StepProgress } from './run.ts';

/** `45%, 1.2 GiB, 3,400 of 8,000 files, about 3 min left` */
export function progressWords({ fraction, doneBytes, doneObjects, totalObjects, secondsLeft }: StepProgress): string {
  return [
    formatPercent(Math.round(fraction * 100)),
    ...(doneBytes === null ? [] : [formatBytes(doneBytes)]),
    ...(doneObjects === null || totalObjects === null
      ? []
      : [`${formatNumber(doneObjects)} of ${formatNumber(totalObjects)} files`]),
    ...(secondsLeft === null ? [] : [`about ${formatDuration(Math.max(1, secondsLeft))} left`]),
  ].join(', ');
}

/** Steps done with the part of the one in progress; null where there are no steps. */
export function doneFraction(steps: readonly Pick<RunStep, 'state' | 'progress'>[]): number | null {
  if (steps.length === 0) return null;
  const parts = steps.map(({ state, progress }) =>
    state === 'waiting' ? 0 : state === 'intended' ? (progress?.fraction ?? 0) : 1,
  );
  return parts.reduce((sum, part) => sum + part, 0) / steps.length;
}
