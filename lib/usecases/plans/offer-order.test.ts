import { describe, expect, it } from 'vitest';
import type { Offer } from '../../domain/answers/offer.ts';
import { cardOffers, inOrder, offerKey } from './offer-order.ts';

function offer(actionId: string, effect: Offer['effect'], parts: Partial<Offer> = {}): Offer {
  return {
    actionId,
    params: {},
    label: actionId,
    consequence: '',
    effect,
    amount: null,
    freesAt: null,
    reversible: effect !== 'frees-now',
    blocked: null,
    ...parts,
  };
}

const blocked: Offer['blocked'] = { kind: 'refused', reason: 'no', instead: null };
const balance = offer('btrfs-balance', 'repairs');
const images = offer('prune-images', 'frees-now');
const free = offer('remove-leaked-layers', 'frees-now', { params: { mode: 'delete' } });
const quarantine = offer('remove-leaked-layers', 'frees-later', { params: { mode: 'quarantine' } });
const purge = offer('purge-quarantine', 'frees-now');
const restore = offer('restore-quarantine', 'restores');

describe('inOrder', () => {
  it('nearly full, begins with what frees now, leaked before used, and ends with what frees nothing', () => {
    const all = [balance, restore, images, quarantine, free, purge];
    expect(inOrder(all, true)).toEqual([free, purge, quarantine, images, restore, balance]);
  });

  it('with room left, begins with what can be undone', () => {
    expect(inOrder([balance, free, restore, quarantine], false)).toEqual([quarantine, free, restore, balance]);
  });

  it('keeps the order of the check among equals, and puts what is blocked last', () => {
    const containers = offer('prune-containers', 'frees-now');
    const no = { ...free, blocked };
    for (const nearlyFull of [true, false])
      expect(inOrder([no, images, containers], nearlyFull)).toEqual([images, containers, no]);
  });
});

describe('cardOffers', () => {
  it('never leads with a balance where leaked or quarantined bytes can be freed', () => {
    for (const nearlyFull of [true, false]) {
      expect(cardOffers([purge, restore], [balance], nearlyFull)).toEqual([purge, restore]);
      expect(cardOffers([free, quarantine], [balance], nearlyFull)).not.toContain(balance);
    }
    expect(cardOffers([], [balance], true)).toEqual([balance]);
  });

  it('shows what the worst finding offers, without what is blocked, and says why where all of it is', () => {
    const no = { ...images, blocked };
    expect(cardOffers([], [no, balance], false)).toEqual([balance]);
    expect(cardOffers([], [no], false)).toEqual([no]);
    expect(cardOffers([], [], false)).toEqual([]);
  });

  it('shows no button twice', () => {
    expect(cardOffers([quarantine], [{ ...quarantine }, balance], false)).toEqual([quarantine, balance]);
  });
});

it('knows the same offer by whatever order and defaults its parameters were written with', () => {
  expect(offerKey('purge-quarantine', {})).toBe(offerKey('purge-quarantine', { entries: 'all' }));
  expect(offerKey('a', { b: '1', c: '2' })).toBe(offerKey('a', { c: '2', b: '1' }));
  expect(offerKey('purge-quarantine', { entries: 'one' })).not.toBe(offerKey('purge-quarantine', {}));
});
