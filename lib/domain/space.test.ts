import { expect, it } from 'vitest';
import { fillWords } from './space.ts';

const mib = 2 ** 20;

it('says how full it is of what files can use, and that this is not the whole size', () => {
  const held = { usedBytes: 3450 * mib, freeBytes: 155 * mib, totalBytes: 4096 * mib };
  expect(fillWords(held)).toBe('95.7% full, 155 MiB free of 3.5 GiB usable');
  expect(fillWords({ ...held, totalBytes: 3605 * mib })).toBe('95.7% full, 155 MiB free of 3.5 GiB');
});
