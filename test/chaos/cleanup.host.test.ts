import { describe, expect, it } from 'vitest';
import { type HostKind, labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { runCleanups } from './cleanup.ts';

/** Two short seeds of what `node test/chaos/cleanup-long.ts` does by the hundred; its results are in docs/evidence/cleanup-chaos.md. */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED, no lab: ${lab.reason}`);

const cases: [HostKind, number][] = [
  ['ext4', 11],
  ['btrfs', 12],
];

describe.skipIf(!lab.ok)('random cleanups under load', () => {
  it.concurrent.each(cases)(
    'on %s with seed %d: nothing needed is damaged, every proven leak goes',
    async (kind, seed) => {
      const host = await startHost(kind);
      try {
        const result = await runCleanups(host, seed, { rounds: 1, cleanupsPerRound: 2 });
        expect(result.violations).toEqual([]);
        expect(result.proven).toBeGreaterThan(0);
        expect(result.removed).toBe(result.proven);
        expect(result.cleanups).toBeGreaterThan(0);
      } finally {
        await host.stop();
      }
    },
    patience(900_000),
  );
});
