import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atOnce, filterInPieces, inSlices, mapInPieces, sortedInPieces } from '../../domain/slices.ts';
import { buildStorageReport, storageReportInPieces } from './storage-report.ts';
import { DockerHost } from './testing/docker-host.ts';
import { historyArbitrary } from './testing/random-host.ts';

describe('work in slices', () => {
  function* count(to: number) {
    let sum = 0;
    for (let n = 1; n <= to; n += 1) {
      sum += n;
      yield;
    }
    return sum;
  }

  it('comes to what it comes to at once', async () => {
    expect(atOnce(count(100))).toBe(5050);
    expect(await inSlices(count(100))).toBe(5050);
  });

  it('lets others work between two pieces', async () => {
    let turns = 0;
    let isDone = false;
    const other = (): void => {
      if (isDone) return;
      turns += 1;
      setImmediate(other);
    };
    setImmediate(other);
    await inSlices(count(20), 0);
    isDone = true;
    expect(turns).toBeGreaterThanOrEqual(20);
  });

  it('goes through lists a part at a time, in their order', async () => {
    const numbers = Array.from({ length: 1000 }, (_, index) => index);
    const pieces = mapInPieces(numbers, (each) => each * 2);
    let turns = 0;
    for (let step = pieces.next(); !step.done; step = pieces.next()) turns += 1;
    expect(turns).toBeGreaterThanOrEqual(3);
    expect(
      await inSlices(
        mapInPieces(numbers, (each) => each * 2),
        0,
      ),
    ).toEqual(numbers.map((each) => each * 2));
    expect(
      await inSlices(
        filterInPieces(numbers, (each) => each % 3 === 0),
        0,
      ),
    ).toEqual(numbers.filter((each) => each % 3 === 0));
  });

  it('sorts as a list sorts itself: of equals the first stays first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(40), { maxLength: 2000, size: 'max' }), async (keys) => {
        const items = keys.map((key, at) => ({ key, at }));
        const compare = (one: { key: number }, other: { key: number }) => one.key - other.key;
        expect(await inSlices(sortedInPieces(items, compare), 0)).toEqual(items.toSorted(compare));
      }),
      { numRuns: 30 },
    );
  });

  it('makes of any host the report that it makes at once', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary, async ({ host }) => {
        const facts = host.facts();
        // A copy: what is judged of facts is kept with them.
        const sliced = await inSlices(
          storageReportInPieces(structuredClone(facts), [], () => null),
          0,
        );
        expect(sliced).toEqual(buildStorageReport(facts, [], () => null));
      }),
      { numRuns: 50 },
    );
  });

  it('finds in a host what leaked', async () => {
    const host = new DockerHost();
    host.image('app:1');
    host.cache();
    host.pruneCache();
    const sliced = await inSlices(
      storageReportInPieces(host.facts(), [], () => null),
      0,
    );
    expect(sliced.leaks).toMatchObject({ state: 'known', value: [{ state: 'orphan' }] });
  });
});
