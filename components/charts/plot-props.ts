import type { StackedHistory } from './stacked-history';

export interface PlotMark {
  id: string;
  title: string;
  atMs: number;
  /** what Bilge did, or Docker's own restart */
  kind?: 'run' | 'restart';
}

export interface HistoryPlotProps {
  history: StackedHistory;
  fromMs: number;
  toMs: number;
  /** size of the filesystem; 0 where unknown */
  totalBytes: number;
  runs: readonly PlotMark[];
}

export function markColor({ kind }: PlotMark): string {
  return kind === 'restart' ? 'var(--color-faint)' : 'var(--color-signal)';
}
