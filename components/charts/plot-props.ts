import type { StackedHistory } from './stacked-history';

export interface PlotMark {
  id: string;
  title: string;
  atMs: number;
}

export interface HistoryPlotProps {
  history: StackedHistory;
  fromMs: number;
  toMs: number;
  /** size of the filesystem; 0 where unknown */
  totalBytes: number;
  runs: readonly PlotMark[];
}
