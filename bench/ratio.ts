import os from 'node:os';

/** Every speed claim is a ratio against a named alternative, measured side by side in the same run; the median of a few rounds. */
export interface Comparison {
  name: string;
  ours: { label: string; values: number[] };
  alternative: { label: string; values: number[] } | null;
  /** default `ms` */
  unit?: 'ms' | 'MB' | 'kB' | '';
  /** what was promised: alternative ÷ ours ≥ atLeast, median of ours ≥ atLeastMedian or ≤ atMost, or ours ÷ alternative ≤ atMostRatio */
  target: { atLeast: number } | { atLeastMedian: number } | { atMost: number } | { atMostRatio: number } | null;
  remarks: string;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function ratioOf(comparison: Comparison): number | null {
  return comparison.alternative ? median(comparison.alternative.values) / median(comparison.ours.values) : null;
}

export function verdictOf(comparison: Comparison): string {
  const { target, unit = 'ms' } = comparison;
  if (!target) return 'no target';
  const say = (isMet: boolean, promise: string) => (isMet ? `met (${promise})` : `MISSED (${promise})`);
  if ('atMost' in target) return say(median(comparison.ours.values) <= target.atMost, `≤ ${target.atMost} ${unit}`);
  if ('atLeastMedian' in target)
    return say(median(comparison.ours.values) >= target.atLeastMedian, `≥ ${target.atLeastMedian} ${unit}`);
  const ratio = ratioOf(comparison) ?? Number.NaN;
  if ('atLeast' in target) return say(ratio >= target.atLeast, `≥ ${target.atLeast}×`);
  return say(1 / ratio <= target.atMostRatio, `≤ ${target.atMostRatio}× of it`);
}

export function machineDescription(): string {
  const cpu = os.cpus()[0]?.model ?? 'unknown CPU';
  const [load = 0] = os.loadavg();
  return `${os.cpus().length} × ${cpu}, ${Math.round(os.totalmem() / 2 ** 30)} GiB, kernel ${os.release()}, Node ${process.versions.node}, load average ${load.toFixed(1)}`;
}

export function asRow(comparison: Comparison): string {
  const { unit = 'ms' } = comparison;
  const side = ({ label, values }: Comparison['ours']) =>
    `${label}: ${median(values).toFixed(1)} ${unit} (${Math.min(...values).toFixed(0)}–${Math.max(...values).toFixed(0)}, n=${values.length})`;
  const ratio = ratioOf(comparison);
  const cells = [
    comparison.name,
    side(comparison.ours),
    comparison.alternative ? side(comparison.alternative) : '',
    ratio === null ? '' : `${ratio.toFixed(1)}×`,
    verdictOf(comparison),
    comparison.remarks,
  ];
  return `| ${cells.join(' | ')} |`;
}

export const tableHead = ['| what | Bilge | alternative | ratio | target | remarks |', '|---|---|---|---|---|---|'];
