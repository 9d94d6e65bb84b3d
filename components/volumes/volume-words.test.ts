import { expect, it } from 'vitest';
import { hasProtectedLabel, isKnownUnused, usersWords } from './volume-words';

it('does not call unused what is not known', () => {
  expect(usersWords({ usedBy: [], usersKnown: true })).toBe('Unused');
  expect(usersWords({ usedBy: [], usersKnown: false })).toBe('Users not fully known');
  expect(usersWords({ usedBy: ['db'], usersKnown: false })).toBe('Used by db and possibly others');
  expect(isKnownUnused({ usedBy: [], usersKnown: false })).toBe(false);
});

it('calls protected what the guard spares', () => {
  expect(hasProtectedLabel({ labels: { protected: '' } })).toBe(true);
  expect(hasProtectedLabel({ labels: { protected: 'False' } })).toBe(false);
  expect(hasProtectedLabel({ labels: {} })).toBe(false);
});
