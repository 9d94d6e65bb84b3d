import { expect, it } from 'vitest';
import { hasProtectedLabel, isKnownUnused } from './volume-words';

it('does not call unused what is not known', () => {
  expect(isKnownUnused({ usedBy: [], usersKnown: true })).toBe(true);
  expect(isKnownUnused({ usedBy: [], usersKnown: false })).toBe(false);
  expect(isKnownUnused({ usedBy: ['db'], usersKnown: true })).toBe(false);
});

it('calls protected what the guard spares', () => {
  expect(hasProtectedLabel({ labels: { protected: '' } })).toBe(true);
  expect(hasProtectedLabel({ labels: { protected: 'False' } })).toBe(false);
  expect(hasProtectedLabel({ labels: {} })).toBe(false);
});
