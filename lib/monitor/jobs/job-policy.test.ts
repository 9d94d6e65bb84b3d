import { describe, expect, it } from 'vitest';
import { backOffMs, correctedMs, type JobTimes, jittered, jobsToBegin, scanIntervalMs } from './job-policy.ts';

const minuteMs = 60_000;
const job = (key: string, hostId: string | null, nextAtMs: number, isHeld = false): JobTimes => ({
  key,
  hostId,
  nextAtMs,
  isHeld,
});
const keys = (jobs: readonly JobTimes[]): string[] => jobs.map(({ key }) => key);

describe('which jobs begin', () => {
  it('takes those that waited longest, one at a time on each host, no more than the bound', () => {
    const jobs = [
      job('scan a', 'a', 30),
      job('purge a', 'a', 10),
      job('scan b', 'b', 20),
      job('scan c', 'c', 25),
      job('scan d', 'd', 101),
      job('upkeep', null, 100),
      job('scan e', 'e', 5, true),
    ];
    expect(keys(jobsToBegin(jobs, { nowMs: 100, running: [], mostOnHosts: 2 }))).toEqual([
      'purge a',
      'scan b',
      'upkeep',
    ]);
    const running = [job('purge a', 'a', 10), job('upkeep', null, 100)];
    expect(keys(jobsToBegin(jobs, { nowMs: 100, running, mostOnHosts: 2 }))).toEqual(['scan b']);
    expect(keys(jobsToBegin(jobs, { nowMs: 100, running, mostOnHosts: 1 }))).toEqual([]);
  });
});

describe('the pause after failures', () => {
  it('doubles up to its longest and never overflows', () => {
    const pause = { firstMs: 1, longestMs: 10 };
    expect([0, 1, 2, 3, 4, 5, 5_000].map((failures) => backOffMs(failures, pause))).toEqual([1, 1, 2, 4, 8, 10, 10]);
  });
});

describe('the interval of scans', () => {
  it('grows with what a scan costs the host, so that it stays under 1% of a processor', () => {
    expect(scanIntervalMs(15 * minuteMs, null)).toBe(15 * minuteMs);
    expect(scanIntervalMs(15 * minuteMs, { wallMs: 60_000, remoteCpuMs: 400 })).toBe(15 * minuteMs);
    expect(scanIntervalMs(15 * minuteMs, { wallMs: 60_000, remoteCpuMs: 18_000 })).toBe(30 * minuteMs);
    expect(scanIntervalMs(15 * minuteMs, { wallMs: 18_000, remoteCpuMs: null })).toBe(30 * minuteMs);
    // A host on which everything takes minutes is still looked at once a day.
    expect(scanIntervalMs(15 * minuteMs, { wallMs: 0, remoteCpuMs: 3_600_000 })).toBe(24 * 60 * minuteMs);
  });

  it('is spread by a tenth to either side', () => {
    expect([jittered(1000, 0), jittered(1000, 0.5), jittered(1000, 0.999_999)]).toEqual([900, 1000, 1100]);
  });
});

describe('a clock that jumps', () => {
  it('brings a time near that a wrong clock wrote, and leaves every plausible one', () => {
    expect(correctedMs(1_150, 1_000, 1_000)).toBeNull();
    expect(correctedMs(2_200, 1_000, 1_000)).toBeNull();
    expect(correctedMs(9_000, 1_000, 1_000)).toBe(2_000);
    // Back in time, a job that was due stays due once.
    expect(correctedMs(500, 1_000, 1_000)).toBeNull();
  });
});
