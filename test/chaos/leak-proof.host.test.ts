import { describe, expect, it } from 'vitest';
import { type HostKind, labAvailable, startHost } from '../../lab/lab.ts';
import { runSequence } from './leak-proof.ts';

/** Three fixed seeds of what `node test/chaos/run-long.ts` does by the hundred; its results are in docs/evidence. */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED, no lab: ${lab.reason}`);

const cases: [HostKind, number][] = [
  ['ext4', 1],
  ['btrfs', 2],
  ['vfs', 3],
];

describe.skipIf(!lab.ok)('the leak proof under random load', () => {
  it.each(cases)('on %s with seed %d: nothing needed is named, nothing leaked is missed', async (kind, seed) => {
    const host = await startHost(kind);
    try {
      const result = await runSequence(host, seed, 6);
      expect(result.violations).toEqual([]);
      expect(result.proven).toBe(result.leaked);
    } finally {
      await host.stop();
    }
  });
});
