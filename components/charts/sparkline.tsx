import type { TimedValue } from './history-series';

interface SparklineProps {
  points: readonly TimedValue[];
  /** the top of the chart: what files can use of the filesystem, the basis of all percentages */
  capacity: number;
  label: string;
}

/** Thirty days of used space, against all that files can use, so that a flat line is a flat disk. */
export function Sparkline({ points, capacity, label }: SparklineProps) {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < 3) return null;
  const span = Math.max(1, last.atMs - first.atMs);
  const path = points
    .map(
      ({ atMs, value }) =>
        `${(((atMs - first.atMs) / span) * 100).toFixed(2)},${(22 - (value / capacity) * 20).toFixed(2)}`,
    )
    .join(' ');
  return (
    <svg viewBox="0 0 100 24" preserveAspectRatio="none" role="img" aria-label={label} className="h-6 w-24 shrink-0">
      <title>{label}</title>
      <line
        x1="0"
        x2="100"
        y1="2"
        y2="2"
        stroke="var(--color-line)"
        strokeWidth="1"
        vectorEffect="non-scaling-stroke"
      />
      <polyline
        points={path}
        fill="none"
        stroke="var(--color-signal)"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
