import { expect, test } from 'vitest';
import type { LedgerRowId } from '@/lib/domain/storage-report';
import { layOut, leavesWithin, rowsOfMany, type TreemapLeaf } from './treemap-layout';

const leaf = (row: LedgerRowId, name: string, bytes: number): TreemapLeaf => ({ row, name, label: name, bytes });
const leaves = [
  leaf('leaked-layers', 'a', 300),
  leaf('leaked-layers', 'b', 100),
  leaf('image-layers', 'c', 100),
  leaf('not-docker', '', 3500),
];
const docker: LedgerRowId[] = ['image-layers', 'leaked-layers'];

test('the disk, Docker’s part of it, and one row', () => {
  expect(leavesWithin(leaves, 'disk', docker)).toHaveLength(4);
  expect(leavesWithin(leaves, 'docker', docker).map(({ row }) => row)).not.toContain('not-docker');
  expect(leavesWithin(leaves, 'leaked-layers', docker).map(({ name }) => name)).toEqual(['a', 'b']);
});

test('only a row of several objects can be gone into', () => {
  expect([...rowsOfMany(leaves)]).toEqual(['leaked-layers']);
});

test('every object has its area within the frame, and what is not Docker’s is one of them', () => {
  const { areas } = layOut(leaves, 328, 320);
  expect(areas).toHaveLength(4);
  for (const { x0, x1, y0, y1 } of areas) {
    expect(Math.min(x0, y0)).toBeGreaterThanOrEqual(0);
    expect(x1).toBeLessThanOrEqual(328);
    expect(y1).toBeLessThanOrEqual(320);
  }
  expect(areas.filter(({ data }) => data.row === 'not-docker')).toHaveLength(1);
});

test('without a width there is nothing to draw yet', () => {
  expect(layOut(leaves, 0, 320)).toEqual({ areas: [], titled: [] });
});
