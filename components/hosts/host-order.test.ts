import { describe, expect, it } from 'vitest';
import { hostCards } from '../testing/fixtures.ts';
import { hostFilters, hostOrders } from './host-order.ts';

const namesBy = (id: string) =>
  [...hostCards].sort(hostOrders.find((order) => order.id === id)?.compare).map(({ name }) => name);
const namesIn = (id: string) =>
  hostCards.filter(hostFilters.find((filter) => filter.id === id)?.keeps ?? (() => false)).map(({ name }) => name);

describe('the order of hosts', () => {
  it('puts what is worst first, and an unreachable host before a quiet one', () => {
    expect(namesBy('worst')).toEqual(['build-01', 'diskstation', 'shed-nas', 'this-machine']);
  });
  it('never takes an unknown leak for the biggest or for none', () => {
    expect(namesBy('leak')).toEqual(['build-01', 'diskstation', 'shed-nas', 'this-machine']);
  });
  it('puts the fullest first', () => expect(namesBy('free')[0]).toBe('build-01'));
});

describe('the filters', () => {
  it('does not call an unknown leak leaking', () => expect(namesIn('leaking')).toEqual(['diskstation', 'build-01']));
  it('finds what cannot be reached', () => expect(namesIn('unreachable')).toEqual(['shed-nas']));
});
