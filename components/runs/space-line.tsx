import { formatBytes } from '@/lib/domain/bytes';
import type { Run } from '@/lib/domain/run';
import { runPageWords } from './run-page-words';

const lastWords: Record<string, string> = { during: runPageWords.freeNow, settled: runPageWords.freeSettled };

/** Free space on the filesystem, measured during the run. */
export function SpaceLine({ space }: { space: Run['space'] }) {
  const first = space[0];
  const last = space.at(-1);
  if (!first || !last) return null;
  if (space.length < 2) {
    return <p className="text-sm text-soft">{runPageWords.freeAtStart(formatBytes(first.availableBytes))}</p>;
  }
  const values = space.map((point) => point.availableBytes);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const start = Date.parse(first.at);
  const length = Date.parse(last.at) - start;
  const points = space
    .map((point, index) => {
      // Readings within the same second have the same time.
      const share = length > 0 ? (Date.parse(point.at) - start) / length : index / (space.length - 1);
      const x = share * 100;
      const y = high === low ? 20 : 38 - ((point.availableBytes - low) / (high - low)) * 36;
      return `${x.toFixed(2)},${y.toFixed(2)}`;
    })
    .join(' ');
  return (
    <figure>
      <svg
        viewBox="0 0 100 40"
        preserveAspectRatio="none"
        role="img"
        className="h-16 w-full"
        aria-label={runPageWords.spaceFromTo(formatBytes(first.availableBytes), formatBytes(last.availableBytes))}
      >
        <title>{runPageWords.spaceDuring}</title>
        <polyline
          points={points}
          fill="none"
          stroke="var(--color-signal)"
          strokeWidth="2"
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className="flex justify-between text-xs text-faint">
        <span>{runPageWords.freeBefore(formatBytes(first.availableBytes))}</span>
        <span>
          {formatBytes(last.availableBytes)} {lastWords[last.when] ?? runPageWords.freeAfter}
        </span>
      </figcaption>
    </figure>
  );
}
