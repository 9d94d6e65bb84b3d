import { formatBytes } from '@/lib/domain/bytes';
import { ledgerTitles } from '@/lib/domain/ledger-titles';
import { usableBytes } from '@/lib/domain/space';
import type { FilesystemUsage } from '@/lib/domain/storage-facts';
import type { LedgerRowId } from '@/lib/domain/storage-report';
import { alwaysLeaked, fillOf } from '../ledger/ledger-rows';
import { RowSwatch } from '../ledger/row-swatch';
import { LocalTime } from '../ui/relative-time';
import { chartWords } from './chart-words';
import { HistoryPlot } from './history-plot';
import type { HistorySeries } from './history-series';
import { markColor, type PlotMark } from './plot-props';
import { type StackedHistory, stackedHistory } from './stacked-history';

interface HistoryChartProps {
  series: HistorySeries;
  fromMs: number;
  toMs: number;
  /** the filesystem as it is now: the line above is what files can use of it, as on every other page */
  filesystem: FilesystemUsage | undefined;
  runs: readonly PlotMark[];
}

const width = 1000;
const height = 300;

/** Space by ledger row over time, what files can use above it, what Bilge did across it. Drawn on the server; interactive once the script has loaded. */
export function HistoryChart({ series, fromMs, toMs, filesystem, runs }: HistoryChartProps) {
  const stacked = stackedHistory(series);
  const times = stacked.moments.map(({ atMs }) => atMs);
  const layers = layersOf(stacked);
  const totalBytes = filesystem ? usableBytes(filesystem) : 0;
  const highest = Math.max(totalBytes, ...(layers.at(-1)?.upper ?? []), 1);
  const x = (atMs: number): number => ((atMs - fromMs) / Math.max(1, toMs - fromMs)) * width;
  const y = (bytes: number): number => height - (bytes / highest) * (height - 8);
  return (
    <figure>
      <div className="relative">
        <HistoryPlot history={stacked} fromMs={fromMs} toMs={toMs} totalBytes={totalBytes} runs={runs}>
          <svg
            viewBox={`0 0 ${width} ${height}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={chartWords.chart}
            className="h-full w-full"
          >
            <title>{chartWords.title}</title>
            {layers.map(({ row, lower, upper }) => (
              <path key={row} d={area({ times, lower, upper, x, y })} fill={fillOf(row, alwaysLeaked)} />
            ))}
            {totalBytes > 0 ? (
              <line
                x1={0}
                x2={width}
                y1={y(totalBytes)}
                y2={y(totalBytes)}
                stroke="var(--color-ink)"
                strokeDasharray="6 5"
                vectorEffect="non-scaling-stroke"
              />
            ) : null}
            {runs.map((run) => (
              <line
                key={run.id}
                x1={x(run.atMs)}
                x2={x(run.atMs)}
                y1={0}
                y2={height}
                stroke={markColor(run)}
                strokeWidth={2}
                vectorEffect="non-scaling-stroke"
              >
                <title>{run.title}</title>
              </line>
            ))}
          </svg>
        </HistoryPlot>
        {totalBytes > 0 ? (
          <span className="absolute top-1.5 right-2 text-xs text-soft">
            {chartWords.usable(formatBytes(totalBytes))}
          </span>
        ) : null}
      </div>
      <div className="mt-1 flex justify-between text-xs text-faint">
        <LocalTime at={fromMs} show="day" />
        <LocalTime at={toMs} show="day" />
      </div>
      <figcaption className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm text-soft">
        {layers.map(({ row }) => (
          <span key={row} className="inline-flex items-center gap-1.5">
            <RowSwatch row={row} />
            {ledgerTitles[row].title}
          </span>
        ))}
        {runs.some(({ kind }) => kind === 'restart') ? (
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden className="h-3 w-0.5 bg-faint" />
            {chartWords.restarted}
          </span>
        ) : null}
        {runs.some(({ kind }) => kind !== 'restart') ? (
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden className="h-3 w-0.5 bg-signal" />
            {chartWords.runs}
          </span>
        ) : null}
      </figcaption>
    </figure>
  );
}

interface Layer {
  row: LedgerRowId;
  lower: number[];
  upper: number[];
}

/** The lower and upper edge of each row. */
function layersOf({ rows, moments }: StackedHistory): Layer[] {
  let lower = moments.map(() => 0);
  return rows.map((row) => {
    const base = lower;
    const upper = moments.map(({ bytes }, index) => (base[index] ?? 0) + (bytes[row] ?? 0));
    lower = upper;
    return { row, lower: base, upper };
  });
}

interface AreaOptions {
  times: readonly number[];
  lower: readonly number[];
  upper: readonly number[];
  x: (atMs: number) => number;
  y: (bytes: number) => number;
}

function area({ times, lower, upper, x, y }: AreaOptions): string {
  const point = (values: readonly number[]) => (atMs: number, index: number) =>
    `${x(atMs).toFixed(1)},${y(values[index] ?? 0).toFixed(1)}`;
  const top = times.map(point(upper));
  const bottom = times.map(point(lower)).reverse();
  return `M${[...top, ...bottom].join('L')}Z`;
}
