import type { Sample, SoakOutcome } from './soak-plan.ts';

/** Flat: a dashboard that scans ten hosts every quarter of an hour does 1,000 scans a day. */
export const mostGrowthBytesPerThousand = 5 * 1024 * 1024;

export const heldBytes = (sample: Sample): number => sample.heapBytes + sample.externalBytes;

/** Slope by least squares over all samples after the warm-up: one collection that came late does not decide it. */
export function growthPerThousand(samples: readonly Sample[]): number {
  const meanScans = mean(samples.map(({ scans }) => scans));
  const meanBytes = mean(samples.map(heldBytes));
  const spread = samples.reduce((sum, { scans }) => sum + (scans - meanScans) ** 2, 0);
  if (spread === 0) return 0;
  const joint = samples.reduce((sum, each) => sum + (each.scans - meanScans) * (heldBytes(each) - meanBytes), 0);
  return (joint / spread) * 1_000;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * What a busy connection may keep idle between two scans: forwarded streams to Docker that wait for the next request (24 at most) and the one
 * scan's own. More is a leak, however slow.
 */
const idleAtMost: Readonly<Record<string, number>> = {
  'SSH channels': 24,
  'SSH clients': 1,
  'SSH connections': 1,
  'Docker agents': 1,
  'open pages': 0,
  'work in flight': 0,
  'listeners on the event bus': 1,
};

/** Every way in which it was not flat, in words; none where it was. */
export function problemsOf(outcome: SoakOutcome, most: { growthBytesPerThousand: number }): string[] {
  const problems: string[] = [];
  const growth = growthPerThousand(outcome.samples);
  if (growth > most.growthBytesPerThousand)
    problems.push(
      `memory grew by ${mebibytes(growth)} in 1,000 scans, ${mebibytes(most.growthBytesPerThousand)} are allowed`,
    );
  for (const sample of outcome.samples) {
    for (const [what, limit] of Object.entries(idleAtMost)) {
      const count = sample.living[what] ?? Number.NaN;
      if (!(count <= limit)) problems.push(`after ${sample.scans} scans: ${count} ${what}, at most ${limit} are idle`);
    }
  }
  for (const [what, count] of Object.entries(outcome.after.living)) {
    const before = outcome.before.living[what] ?? 0;
    if (count > before) problems.push(`after all was closed: ${count} ${what} are left, before there were ${before}`);
  }
  if (outcome.after.descriptors > outcome.before.descriptors)
    problems.push(
      `after all was closed: ${outcome.after.descriptors} descriptors are open, before there were ${outcome.before.descriptors}`,
    );
  return problems;
}

export function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
