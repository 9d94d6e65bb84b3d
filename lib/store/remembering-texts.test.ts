import { expect, it } from 'vitest';
import { rememberingTexts } from './remembering-texts.ts';

function remembering() {
  const parsed: string[] = [];
  const read = rememberingTexts(
    ({ id }: { id: string; json: string }) => id,
    ({ id, json }) => {
      parsed.push(`${id} ${json}`);
      return { id, json };
    },
  );
  return { parsed, read };
}

it('parses a row again only where its text changed', () => {
  const { parsed, read } = remembering();
  const [first] = read('host_a', [{ id: 'x', json: '1' }]);
  expect(read('host_a', [{ id: 'x', json: '1' }])[0]).toBe(first);
  expect(read('host_a', [{ id: 'x', json: '2' }])).toEqual([{ id: 'x', json: '2' }]);
  expect(parsed).toEqual(['x 1', 'x 2']);
});

it('mixes up neither rows with the same text nor hosts with the same rows', () => {
  const { parsed, read } = remembering();
  const rows = [
    { id: 'x', json: 'broken' },
    { id: 'y', json: 'broken' },
  ];
  expect(read('host_a', rows)).toEqual(rows);
  expect(read('host_a', rows)).toEqual(rows);
  read('host_b', rows);
  expect(parsed).toHaveLength(4);
});

it('forgets what a host has no more, and the host that was read longest ago where there are too many', () => {
  const { parsed, read } = remembering();
  const row = { id: 'x', json: '1' };
  read('host_a', [row]);
  read('host_a', []);
  read('host_a', [row]);
  expect(parsed).toHaveLength(2);
  for (let number = 0; number < 256; number += 1) read(`host_${number}`, [row]);
  parsed.length = 0;
  read('host_255', [row]);
  read('host_a', [row]);
  expect(parsed).toHaveLength(1);
});
