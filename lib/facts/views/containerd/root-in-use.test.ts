import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContainerdDetails } from '../../../domain/containerd-facts.ts';
import { inUseAt, rootUse } from './root-in-use.ts';

const details = (dockerStarts: number[] | null): ContainerdDetails =>
  ({
    surroundings: { sockets: [], dockerStarts, mountUnits: [], otherEngines: [] },
  }) as unknown as ContainerdDetails;

const seen = (starts: number[] | null, lease: number, made: number[], ended: number[] = []): boolean =>
  inUseAt(lease, rootUse(details(starts), (starts?.at(-1) ?? 0) + 1), { what: 'containers', made, ended }).isProven;

describe('whether this data root was in use when a lease was made (rule 4, T1)', () => {
  it('needs records of before and after it, of the same life of dockerd', () => {
    expect(seen([100, 500], 200, [150], [300])).toBe(true);
    expect(seen([100, 500], 200, [150, 250])).toBe(true);
    // Nothing before, nothing after, and an end is no sign of "before".
    expect(seen([100, 500], 200, [250], [300])).toBe(false);
    expect(seen([100, 500], 200, [150])).toBe(false);
    expect(seen([100, 500], 200, [250], [150])).toBe(false);
    // dockerd was started in between: on which data root is not known.
    expect(seen([100, 180, 500], 200, [150], [300])).toBe(false);
    expect(seen([100, 250, 500], 200, [150], [300])).toBe(false);
  });

  it('an older data root below the mount point is used before and after the disk: nothing is proven', () => {
    // 100 to 200 without the disk, 200 to 300 with it, 300 without it again.
    for (const lease of [210, 250, 299])
      expect(seen([100, 200, 300, 400], lease, [110, 150, 310, 350], [190, 390])).toBe(false);
  });

  it('is not proven without a journal that goes back far enough and is that of the running dockerd', () => {
    expect(seen(null, 200, [150], [300])).toBe(false);
    expect(seen([190, 500], 200, [150], [300])).toBe(false);
    expect(seen([210, 500], 200, [150], [300])).toBe(false);
    const use = { what: 'containers', made: [150], ended: [300] };
    for (const started of [null, 100, 497, 681])
      expect(inUseAt(200, rootUse(details([100, 500]), started), use).isProven).toBe(false);
    expect(inUseAt(200, rootUse(details([100, 500]), 520), use).isProven).toBe(true);
    const older = rootUse({} as ContainerdDetails, 520);
    expect(inUseAt(200, older, use)).toMatchObject({ isProven: false });
  });

  it('never takes a lease of another data root for this one’s, however they took turns', () => {
    const life = fc.record({
      root: fc.constantFrom('here', 'other', 'third'),
      seconds: fc.integer({ min: 3, max: 100 }),
      events: fc.array(
        fc.record({
          at: fc.double({ min: 0, max: 0.99, noNaN: true }),
          what: fc.constantFrom('lease', 'made', 'ended'),
        }),
        { maxLength: 8 },
      ),
    });
    let proven = 0;
    let found = 0;
    fc.assert(
      fc.property(fc.array(life, { minLength: 1, maxLength: 8 }), (lives) => {
        const starts: number[] = [];
        const use = { what: 'containers', made: [] as number[], ended: [] as number[] };
        const leases: { at: number; root: string; life: number }[] = [];
        let now = 1000;
        for (const [index, { root, seconds, events }] of lives.entries()) {
          starts.push(now);
          for (const { at, what } of events) {
            const time = now + 0.5 + at * (seconds - 1);
            if (what === 'lease') leases.push({ at: time, root, life: index });
            else if (root === 'here') use[what].push(time);
          }
          now += seconds;
        }
        starts.push(now);
        use.made.sort((one, other) => one - other);
        use.ended.sort((one, other) => one - other);
        for (const { at, root, life: own } of leases) {
          const { isProven } = inUseAt(at, rootUse(details(starts), now + 1), use);
          if (root !== 'here') expect(isProven).toBe(false);
          const inLife = (time: number) => time >= (starts[own] ?? 0) && time < (starts[own + 1] ?? 0);
          const should =
            use.made.some((time) => time <= at && inLife(time)) &&
            [...use.made, ...use.ended].some((time) => time >= at && inLife(time));
          expect(isProven).toBe(should);
          if (isProven) proven += 1;
          found += 1;
        }
      }),
      { numRuns: 500 },
    );
    expect([proven > 50, found > 500]).toEqual([true, true]);
  });
});
