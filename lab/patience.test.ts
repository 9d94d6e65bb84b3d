import { afterEach, describe, expect, it, vi } from 'vitest';
import { patience, slowness, slownessVariable } from './patience.ts';

afterEach(() => vi.unstubAllEnvs());

describe('patience', () => {
  it('leaves limits as they are where nothing was measured', () => {
    vi.stubEnv(slownessVariable, undefined);
    expect(patience(60_000)).toBe(60_000);
  });

  it('grows limits with the measured slowness', () => {
    vi.stubEnv(slownessVariable, '2.5');
    expect(patience(60_000)).toBe(150_000);
  });

  it.each([
    ['0.3', 1],
    ['-4', 1],
    ['soon', 1],
    ['', 1],
    ['500', 8],
  ])('reads %j as %d', (value, expected) => {
    expect(slowness({ [slownessVariable]: value, NODE_ENV: 'test' })).toBe(expected);
  });
});
