import { describe, expect, it } from 'vitest';
import type { HostCard } from '../../lib/domain/report.ts';
import { hostCards } from '../testing/fixtures.ts';
import { hostFilters, hostOrders } from './host-order.ts';
import { conditionOf } from './host-state-mark.tsx';

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

describe('hosts that cannot be reached, and names', () => {
  const [plain] = hostCards;
  if (plain === undefined) throw new Error('There is no host card.');
  const none = { bytes: 0, count: 0 };
  const plainLeak = { layers: none, nested: none, unproven: 0 };
  const card = (name: string, critical: number, warning: number, isLost = false): HostCard => ({
    ...plain,
    name,
    findings: { critical, warning, info: 0 },
    leaked: {
      state: 'known',
      value: { ...plainLeak, bytes: 0, count: 0, exact: true },
    },
    state: { state: isLost ? 'unreachable' : 'reachable', at: null, problem: null },
  });
  const order = (id: string, cards: HostCard[]) =>
    cards.sort(hostOrders.find((each) => each.id === id)?.compare).map(({ name }) => name);

  it('stand right after the critical ones, before any number of warnings', () => {
    const cards = [card('warns', 0, 900), card('lost', 0, 0, true), card('critical', 1, 0), card('fine', 0, 0)];
    expect(order('worst', cards)).toEqual(['critical', 'lost', 'warns', 'fine']);
  });

  it('are sorted as people count', () => {
    const cards = ['h10', 'H2', 'h1'].map((name) => card(name, 0, 0));
    expect(order('name', cards)).toEqual(['h1', 'H2', 'h10']);
    expect(order('worst', cards)).toEqual(['h1', 'H2', 'h10']);
  });
});

describe('the filters', () => {
  it('count what the cards say, each host under one word', () => {
    const states = ['reachable', 'scanning', 'unreachable'] as const;
    const [plain] = hostCards;
    if (plain === undefined) throw new Error('There is no host card.');
    const cards = states.flatMap((state) =>
      [0, 2].flatMap((critical) =>
        [0, 3].map((warning) => ({
          ...plain,
          state: { state, at: null, problem: null },
          findings: { critical, warning, info: 0 },
        })),
      ),
    );
    for (const id of ['needs-attention', 'warnings', 'unreachable']) {
      const filter = hostFilters.find((each) => each.id === id);
      for (const card of cards.filter(({ state }) => state.state !== 'scanning'))
        expect(filter?.keeps(card), `${id} ${JSON.stringify(card.findings)}`).toBe(
          conditionOf(card).word === filter?.label,
        );
    }
    const words = cards.map((card) =>
      hostFilters.filter(({ id, keeps }) => !['all', 'leaking'].includes(id) && keeps(card)),
    );
    expect(words.filter((each) => each.length > 1)).toEqual([]);
  });

  it('does not call an unknown leak leaking', () => expect(namesIn('leaking')).toEqual(['diskstation', 'build-01']));
  it('finds what cannot be reached', () => expect(namesIn('unreachable')).toEqual(['shed-nas']));
});
