import { expect, it, vi } from 'vitest';
import { simulate } from './simulate.ts';

it('three weeks with restarts, kills and days without a network: nothing is lost, nothing is repeated but by a kill', async () => {
  // A simulated network is down thousands of times; each first failure in a row is a line in the log.
  const silent = vi.spyOn(console, 'error').mockImplementation(() => {});
  // Daylight saving ends on 25 October.
  const result = await simulate({ from: '2026-10-14T00:00:00.000Z', days: 21, seed: 1, hosts: 5 });
  silent.mockRestore();
  expect(result.problems).toBeGreaterThan(5);
  expect(result.kills + result.restarts).toBeGreaterThan(10);
  expect(result.lost).toEqual([]);
  expect(result.repeated).toBe(result.repeatedAfterKill);
  expect(result.inQuietHours).toBe(0);
});
