export interface TimedValue {
  /** milliseconds since the epoch */
  atMs: number;
  value: number;
}

export interface Forecast {
  /** growth per day; may be negative */
  bytesPerDay: number;
  /** null where it does not grow, would be full in more than three years, or the size of the filesystem is unknown */
  full: { likelyMs: number; earliestMs: number; latestMs: number | null } | null;
}

const dayMs = 86_400_000;
const shortestSpanMs = 2 * dayMs;
const farthestMs = 3 * 365 * dayMs;
const fewestPoints = 6;

/**
 * A straight line through what was measured, with the band in which its slope may lie (two standard errors). Disks do not fill
 * along straight lines, so the page says "about", and there is no forecast from less than two days or a handful of points.
 */
export function forecastFull(points: readonly TimedValue[], capacity: number | null): Forecast | null {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length < fewestPoints || last.atMs - first.atMs < shortestSpanMs) return null;
  const n = points.length;
  const xs = points.map((point) => (point.atMs - first.atMs) / dayMs);
  const meanX = xs.reduce((sum, x) => sum + x, 0) / n;
  const meanY = points.reduce((sum, point) => sum + point.value, 0) / n;
  let sxx = 0;
  let sxy = 0;
  for (const [index, point] of points.entries()) {
    const dx = (xs[index] ?? 0) - meanX;
    sxx += dx * dx;
    sxy += dx * (point.value - meanY);
  }
  const slope = sxy / sxx;
  const residual = points.reduce((sum, point, index) => {
    const expected = meanY + slope * ((xs[index] ?? 0) - meanX);
    return sum + (point.value - expected) ** 2;
  }, 0);
  const error = Math.sqrt(residual / Math.max(1, n - 2) / sxx);
  return { bytesPerDay: slope, full: capacity === null ? null : fullBetween({ last, capacity, slope, error }) };
}

function fullBetween(fit: { last: TimedValue; capacity: number; slope: number; error: number }): Forecast['full'] {
  const { last, capacity, slope, error } = fit;
  const room = capacity - last.value;
  const when = (perDay: number): number | null => {
    if (room <= 0) return last.atMs;
    if (perDay <= 0) return null;
    const ms = (room / perDay) * dayMs;
    return ms > farthestMs ? null : last.atMs + ms;
  };
  const likelyMs = when(slope);
  const earliestMs = when(slope + 2 * error);
  if (likelyMs === null || earliestMs === null) return null;
  return { likelyMs, earliestMs, latestMs: when(slope - 2 * error) };
}
