import { expect, test } from 'vitest';
import type { LayerEntry } from './layer-entries';
import { inOrder, orderAfterPress, orderWord, parseOrder } from './layer-order';

const entry = (id: string, exclusiveBytes: number | null, path = id): LayerEntry => ({
  id,
  name: id,
  path,
  kind: 'image',
  owner: '',
  exclusiveBytes,
  exclusiveWhy: -1,
  referencedBytes: null,
  referencedWhy: -1,
  bornSeconds: null,
  state: null,
  removableLive: false,
  parentId: null,
  leak: -1,
});
const ids = (entries: readonly LayerEntry[]) => entries.map(({ id }) => id).join(' ');

test('an unknown size sorts below zero, either way, and equal ones keep their order', () => {
  const entries = [entry('unknown', null), entry('one', 5), entry('zero', 0), entry('two', 5)];
  expect(ids(inOrder(entries, parseOrder(null)))).toBe('one two zero unknown');
  expect(ids(inOrder(entries, parseOrder('exclusiveBytes')))).toBe('unknown zero one two');
});

test('numbers in a name count as numbers', () => {
  expect(ids(inOrder([entry('a10', 1), entry('a9', 1)], parseOrder('path')))).toBe('a9 a10');
});

test('a heading sorts its own way first, then the other, and the address keeps it', () => {
  const first = orderAfterPress(parseOrder(null), 'bornSeconds');
  expect(first).toEqual({ id: 'bornSeconds', descending: true });
  const second = orderAfterPress(first, 'bornSeconds');
  expect(second).toEqual({ id: 'bornSeconds', descending: false });
  expect(orderAfterPress(second, 'path')).toEqual({ id: 'path', descending: false });
  for (const order of [first, second]) expect(parseOrder(orderWord(order))).toEqual(order);
  expect(orderWord(parseOrder(null))).toBeNull();
});

test('a word in the address that is no column sorts as by default', () => {
  for (const word of ['toString', '-nothing', '']) expect(parseOrder(word)).toEqual(parseOrder(null));
});
