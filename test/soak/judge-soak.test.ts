import { describe, expect, it } from 'vitest';
import { growthPerThousand, mostGrowthBytesPerThousand, problemsOf } from './judge-soak.ts';
import { type Sample, type SoakOutcome, shortSoak } from './soak-plan.ts';

const calm = {
  'SSH channels': 3,
  'SSH clients': 1,
  'SSH connections': 1,
  'Docker agents': 1,
  'open pages': 0,
  'work in flight': 0,
  'listeners on the event bus': 1,
};
const none = Object.fromEntries(Object.keys(calm).map((what) => [what, 0]));
const sample = (scans: number, megabytes: number, living: Record<string, number> = calm): Sample => ({
  scans,
  heapBytes: megabytes * 1024 * 1024,
  externalBytes: 0,
  bufferBytes: 0,
  residentBytes: 0,
  descriptors: 20,
  living,
});
const outcome = (part: Partial<SoakOutcome>): SoakOutcome => ({
  plan: shortSoak,
  samples: [sample(100, 60), sample(200, 60.1), sample(300, 59.9)],
  before: sample(0, 50, none),
  after: sample(300, 55, none),
  done: {},
  seconds: 1,
  ...part,
});
const problems = (part: Partial<SoakOutcome>) =>
  problemsOf(outcome(part), { growthBytesPerThousand: mostGrowthBytesPerThousand });

describe('a soak', () => {
  it('that is flat has no problem, also where one collection came late', () => {
    expect(problems({})).toEqual([]);
    expect(
      problems({ samples: [100, 200, 300, 400, 500].map((scans) => sample(scans, scans === 300 ? 63 : 60)) }),
    ).toEqual([]);
  });

  it('that grows is told by how much', () => {
    const samples = [100, 200, 300].map((scans) => sample(scans, 60 + scans * 0.65));
    expect(growthPerThousand(samples) / 1024 / 1024).toBeCloseTo(650);
    expect(problems({ samples })).toEqual(['memory grew by 650.0 MiB in 1,000 scans, 5.0 MiB are allowed']);
  });

  it('counts what is idle, what is left, and takes what was not counted for a problem', () => {
    expect(problems({ samples: [sample(100, 60, { ...calm, 'SSH channels': 104 })] })).toEqual([
      'after 100 scans: 104 SSH channels, at most 24 are idle',
    ]);
    expect(problems({ after: { ...sample(300, 55, { ...none, timers: 4 }), descriptors: 21 } })).toEqual([
      'after all was closed: 4 timers are left, before there were 0',
      'after all was closed: 21 descriptors are open, before there were 20',
    ]);
    expect(problems({ samples: [sample(100, 60, {})] })).toHaveLength(Object.keys(calm).length);
  });
});
