import type { LedgerRowId } from '@/lib/domain/storage-report';
import { barOrder } from '../ledger/ledger-rows';
import { type HistorySeries, valueAt } from './history-series';

/** One moment: bytes by ledger row. */
export interface HistoryMoment {
  atMs: number;
  bytes: Partial<Record<LedgerRowId, number>>;
}

export interface StackedHistory {
  /** from the bottom to the top */
  rows: LedgerRowId[];
  /** oldest first; every row has a value at each */
  moments: HistoryMoment[];
}

/** All rows at all moments at which any was measured, so that they can be stacked. */
export function stackedHistory(series: HistorySeries): StackedHistory {
  const found = barOrder.flatMap((id) => series.rows.filter(({ row }) => row === id));
  const times = [...new Set(found.flatMap(({ points }) => points.map((point) => point.atMs)))].sort((a, b) => a - b);
  return {
    rows: found.map(({ row }) => row),
    moments: times.map((atMs) => ({
      atMs,
      bytes: Object.fromEntries(found.map(({ row, points }) => [row, valueAt(points, atMs)])),
    })),
  };
}
