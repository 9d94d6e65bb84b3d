import { describe, expect, it } from 'vitest';
import { known } from '@/lib/domain/fact';
import { endingNow } from './history-series.ts';
import { stackedHistory } from './stacked-history.ts';

describe('stackedHistory', () => {
  it('has every row at every moment, in the order of the bar', () => {
    const stacked = stackedHistory({
      rows: [
        {
          row: 'volumes',
          points: [
            { atMs: 0, value: 10 },
            { atMs: 20, value: 30 },
          ],
        },
        { row: 'image-layers', points: [{ atMs: 10, value: 5 }] },
      ],
      used: [],
    });
    expect(stacked.rows).toEqual(['image-layers', 'volumes']);
    expect(stacked.moments).toEqual([
      { atMs: 0, bytes: { 'image-layers': 5, volumes: 10 } },
      { atMs: 10, bytes: { 'image-layers': 5, volumes: 20 } },
      { atMs: 20, bytes: { 'image-layers': 5, volumes: 30 } },
    ]);
  });

  it('ends at what the other pages show now, not at the mean of the last hours', () => {
    const points = [
      { atMs: 0, value: 300 },
      { atMs: 10, value: 150 },
    ];
    const ledger = [
      {
        row: 'leaked-layers' as const,
        filesystem: 'a',
        bytes: known(0),
        exact: true,
        how: '',
        measuredAt: null,
        objects: 0,
      },
    ];
    const series = {
      rows: [
        { row: 'leaked-layers' as const, points },
        { row: 'volumes' as const, points },
      ],
      used: [],
    };
    expect(endingNow(series, { atMs: 15, ledger }).rows).toEqual([
      { row: 'leaked-layers', points: [points[0], { atMs: 15, value: 0 }] },
      // Not known now: what was measured last stays.
      { row: 'volumes', points },
    ]);
  });

  it('is empty where nothing was measured', () => {
    expect(stackedHistory({ rows: [], used: [] })).toEqual({ rows: [], moments: [] });
  });
});
