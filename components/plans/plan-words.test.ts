import { describe, expect, it } from 'vitest';
import { known, unknown } from '@/lib/domain/fact';
import type { PlanEstimate } from '@/lib/domain/plan';
import { durationWords, leadWords, spaceWords } from './plan-words.ts';

const gib = 1024 ** 3;
const estimate: PlanEstimate = {
  freedBytes: known(38.2 * gib),
  exact: true,
  freesNow: true,
  setAside: null,
  seconds: 12,
  objects: 12,
  how: 'recorded sizes',
};

describe('spaceWords', () => {
  it('says what is freed', () => {
    expect(spaceWords({ estimate })).toBe('Frees 38.2 GiB');
    expect(spaceWords({ estimate: { ...estimate, exact: false } })).toBe('Frees about 38.2 GiB');
  });

  it('never says that quarantine frees anything', () => {
    const setAside = { bytes: known(38.2 * gib), purgeAt: '2026-11-27T10:00:00.000Z' };
    const words = spaceWords({ estimate: { ...estimate, freedBytes: known(0), freesNow: false, setAside } });
    expect(leadWords({ estimate: { ...estimate, setAside } })).toBe('Quarantines 38.2 GiB');
    expect(words).toBe('Quarantines 38.2 GiB; freed on 27 Nov 2026, 10:00 UTC, or earlier if you choose');
  });

  it('does not call an unknown amount zero', () => {
    const words = spaceWords({ estimate: { ...estimate, freedBytes: unknown('not-collected', 'not measured') } });
    expect(words).toBe('Frees an amount that is not measured yet');
  });
});

describe('durationWords', () => {
  it.each([
    [null, 'unknown'],
    [0.2, 'about 1 s'],
    [300, 'about 5 min'],
    [7200, 'about 2 h'],
  ])('%s', (seconds, words) => expect(durationWords(seconds)).toBe(words));
});
