import { describe, expect, it } from 'vitest';
import { labAvailable, startHost } from '../../lab/lab.ts';
import { patience } from '../../lab/patience.ts';
import { runContainerd } from './containerd.ts';

/** Two sequences of what `node test/chaos/containerd-long.ts` does by the hundred; its results are in docs/evidence/containerd-chaos.md. */
const lab = await labAvailable();
if (!lab.ok) console.warn(`SKIPPED, no lab: ${lab.reason}`);

describe.skipIf(!lab.ok)('random life of the containerd image store', () => {
  it(
    'on 28 with seed 21: what is needed is never offered, what leaks is shown, containerd collects what was computed',
    async () => {
      const host = await startHost('sid-containerd-ext4');
      try {
        const result = await runContainerd(host, 21, { sequences: 2, stepsPerSequence: 3 });
        expect(result.violations).toEqual([]);
        expect(result.sequences).toBe(2);
        expect(result.shown).toBe(result.leaked);
        expect(result.collected).toBeGreaterThan(0);
      } finally {
        await host.stop();
      }
    },
    patience(600_000),
  );
});
