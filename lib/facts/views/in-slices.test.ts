import { describe, expect, it } from 'vitest';
import { atOnce, inSlices } from '../../domain/slices.ts';
import { buildStorageReport, storageReportInPieces } from './storage-report.ts';
import { DockerHost } from './testing/docker-host.ts';

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
    await inSlices(count(20));
    isDone = true;
    expect(turns).toBeGreaterThanOrEqual(20);
  });

  it('makes of a host the report that it makes at once', async () => {
    const host = new DockerHost();
    host.image('app:1');
    host.cache();
    host.pruneCache();
    const facts = host.facts();
    const sliced = await inSlices(storageReportInPieces(facts, [], () => null));
    expect(sliced).toEqual(buildStorageReport(facts, [], () => null));
    expect(sliced.leaks).toMatchObject({ state: 'known', value: [{ state: 'orphan' }] });
  });
});
