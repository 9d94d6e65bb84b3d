import type { Band, DayPoint } from '../forecast.ts';

/** What others forecast with: a straight line through the points, its band from the spread around it. For comparison only. */
export function leastSquares(
  points: readonly DayPoint[],
  capacityBytes: number,
): { days: number | null; in7: Band; in30: Band } {
  const n = points.length;
  const last = points.at(-1) ?? { day: 0, usedBytes: 0 };
  const meanDay = points.reduce((sum, { day }) => sum + day, 0) / n;
  const meanUsed = points.reduce((sum, { usedBytes }) => sum + usedBytes, 0) / n;
  const spread = points.reduce((sum, { day }) => sum + (day - meanDay) ** 2, 0);
  const slope = points.reduce((sum, { day, usedBytes }) => sum + (day - meanDay) * (usedBytes - meanUsed), 0) / spread;
  const residual = points.reduce(
    (sum, { day, usedBytes }) => sum + (usedBytes - meanUsed - slope * (day - meanDay)) ** 2,
    0,
  );
  const sigma = Math.sqrt(residual / Math.max(1, n - 2));
  const at = (days: number): Band => {
    const middle = last.usedBytes + slope * days;
    const error = 1.28 * sigma * Math.sqrt(1 + 1 / n + (last.day + days - meanDay) ** 2 / spread);
    return { low: middle - error, middle, high: middle + error };
  };
  const days = slope <= 0 ? null : Math.max(1, Math.ceil((capacityBytes - last.usedBytes) / slope));
  return { days: days !== null && days > 365 ? null : days, in7: at(7), in30: at(30) };
}
