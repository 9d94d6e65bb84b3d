import os from 'node:os';

/** Every speed claim is a ratio against a named alternative, measured side by side in the same run; the median of a few rounds. */
export interface Comparison {
  name: string;
  ours: { label: string; ms: number[] };
  alternative: { label: string; ms: number[] } | null;
  /** what was promised: ratio ≥ atLeast, or median ms ≤ atMostMs */
  target: { atLeast: number } | { atMostMs: number } | { atMostRatio: number } | null;
  remarks: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export function ratioOf(comparison: Comparison): number | null {
  return comparison.alternative ? median(comparison.alternative.ms) / median(comparison.ours.ms) : null;
}

export function verdictOf(comparison: Comparison): string {
  const { target } = comparison;
  if (!target) return 'no target';
  if ('atMostMs' in target)
    return median(comparison.ours.ms) <= target.atMostMs
      ? `met (≤ ${target.atMostMs} ms)`
      : `MISSED (≤ ${target.atMostMs} ms)`;
  const ratio = ratioOf(comparison) ?? Number.NaN;
  if ('atLeast' in target)
    return ratio >= target.atLeast ? `met (≥ ${target.atLeast}×)` : `MISSED (≥ ${target.atLeast}×)`;
  return 1 / ratio <= target.atMostRatio ? `met (≤ ${target.atMostRatio}×)` : `MISSED (≤ ${target.atMostRatio}×)`;
}

export function machineDescription(): string {
  const cpu = os.cpus()[0]?.model ?? 'unknown CPU';
  return `${os.cpus().length} × ${cpu}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, kernel ${os.release()}, Node ${process.versions.node}`;
}

export function asMarkdown(title: string, comparisons: readonly Comparison[]): string {
  const rows = comparisons.map((comparison) => {
    const ratio = ratioOf(comparison);
    const alternative = comparison.alternative
      ? `${comparison.alternative.label}: ${median(comparison.alternative.ms).toFixed(1)} ms`
      : '';
    return `| ${comparison.name} | ${comparison.ours.label}: ${median(comparison.ours.ms).toFixed(1)} ms | ${alternative} | ${ratio === null ? '' : `${ratio.toFixed(1)}×`} | ${verdictOf(comparison)} | ${comparison.remarks} |`;
  });
  return [
    `# ${title}`,
    '',
    `${new Date().toISOString()} on ${machineDescription()}. Medians; both sides measured in this one run.`,
    '',
    '| what | Bilge | alternative | ratio | target | remarks |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
