import { describe, expect, it } from 'vitest';
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
      total: [],
    });
    expect(stacked.rows).toEqual(['image-layers', 'volumes']);
    expect(stacked.moments).toEqual([
      { atMs: 0, bytes: { 'image-layers': 5, volumes: 10 } },
      { atMs: 10, bytes: { 'image-layers': 5, volumes: 20 } },
      { atMs: 20, bytes: { 'image-layers': 5, volumes: 30 } },
    ]);
  });

  it('is empty where nothing was measured', () => {
    expect(stackedHistory({ rows: [], used: [], total: [] })).toEqual({ rows: [], moments: [] });
  });
});
