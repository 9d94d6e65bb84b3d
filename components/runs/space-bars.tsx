import { formatBytes } from '@/lib/domain/bytes';
import type { Run } from '@/lib/domain/run';
import { runPageWords } from './run-page-words';

/** Free space before and after, as it was measured, on one scale: the same disk twice. */
export function SpaceBars({ run: { space, isDemo } }: { run: Pick<Run, 'space' | 'isDemo'> }) {
  const before = space.find(({ when }) => when === 'before');
  const after = space.findLast(({ when }) => when !== 'before');
  if (before === undefined || after === undefined) return null;
  const total = Math.max(...[before, after].map(({ usedBytes, availableBytes }) => usedBytes + availableBytes));
  if (total <= 0) return null;
  const gained = Math.max(0, after.availableBytes - before.availableBytes);
  const words = runPageWords.spaceBars(formatBytes(before.availableBytes), formatBytes(after.availableBytes));
  return (
    <figure>
      <figcaption className="mb-2 text-sm font-semibold">
        {runPageWords.spaceChange(
          formatBytes(before.availableBytes),
          formatBytes(after.availableBytes),
          isDemo ? runPageWords.simulated : runPageWords.measured,
        )}
      </figcaption>
      <svg role="img" aria-label={words} width="100%" height="44" className="block">
        <title>{words}</title>
        <SpaceBar y={0} free={before.availableBytes / total} gained={0} />
        <SpaceBar y={24} free={after.availableBytes / total} gained={gained / total} />
      </svg>
      <div className="mt-1 flex justify-between text-xs text-faint">
        <span>{runPageWords.bars}</span>
        <span>{runPageWords.freeRight}</span>
      </div>
    </figure>
  );
}

/** Used from the left, free to the right, and what this run freed in the colour of the accent between them. */
function SpaceBar({ y, free, gained }: { y: number; free: number; gained: number }) {
  const percent = (share: number): string => `${(Math.min(1, Math.max(0, share)) * 100).toFixed(3)}%`;
  return (
    <>
      <rect y={y} width="100%" height="20" rx="2" fill="var(--color-well)" stroke="var(--color-edge)" />
      <rect y={y} width={percent(1 - free)} height="20" rx="2" fill="var(--color-faint)" />
      <rect x={percent(1 - free)} y={y} width={percent(gained)} height="20" fill="var(--color-signal)" />
    </>
  );
}
