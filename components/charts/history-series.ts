import { type LedgerRow, type LedgerRowId, ledgerRowIds } from '@/lib/domain/storage-report';

export interface TimedValue {
  /** milliseconds since the epoch */
  atMs: number;
  value: number;
}

/** What the store hands out: buckets with their mean; empty buckets are left out. */
export interface NamedSeries {
  name: string;
  points: readonly { at: string; mean: number }[];
}

export interface HistorySeries {
  rows: { row: LedgerRowId; points: TimedValue[] }[];
  used: TimedValue[];
}

function timed(series: NamedSeries | undefined): TimedValue[] {
  return (series?.points ?? []).map(({ at, mean }) => ({ atMs: Date.parse(at), value: mean }));
}

export function historySeries(all: readonly NamedSeries[]): HistorySeries {
  const named = new Map(all.map((series) => [series.name, series]));
  const rows = ledgerRowIds.flatMap((row) => {
    const points = timed(named.get(`ledger.${row}`));
    return points.some(({ value }) => value > 0) ? [{ row, points }] : [];
  });
  return { rows, used: timed(named.get('data-root.used')) };
}

/**
 * Ends at what the other pages show now. A bucket has the mean of what was measured in it, so after a run the last one would show half of
 * a leak that is gone.
 */
export function endingNow(
  series: HistorySeries,
  { atMs, ledger }: { atMs: number; ledger: readonly LedgerRow[] },
): HistorySeries {
  const now = new Map(
    ledger.flatMap(({ row, bytes }) => (bytes.state === 'known' ? [[row, bytes.value] as const] : [])),
  );
  return {
    ...series,
    rows: series.rows.map(({ row, points }) => {
      const value = now.get(row);
      return value === undefined ? { row, points } : { row, points: [...points.slice(0, -1), { atMs, value }] };
    }),
  };
}

/** Between two measured moments a straight line; before the first and after the last, what was measured there. */
export function valueAt(points: readonly TimedValue[], atMs: number): number {
  let before: TimedValue | undefined;
  for (const point of points) {
    if (point.atMs >= atMs) {
      if (!before || point.atMs === atMs) return Math.max(0, point.value);
      const share = (atMs - before.atMs) / (point.atMs - before.atMs);
      return Math.max(0, before.value + (point.value - before.value) * share);
    }
    before = point;
  }
  return Math.max(0, before?.value ?? 0);
}

/** When Docker was started again, as far as scans saw it: its start time is a series that steps at each restart. */
export function restartsIn(all: readonly NamedSeries[]): number[] {
  const points = all.find(({ name }) => name === 'daemon.started')?.points ?? [];
  return points.flatMap(({ mean }, index) => {
    const before = points[index - 1]?.mean;
    return before !== undefined && mean - before > 1 ? [mean * 1000] : [];
  });
}
