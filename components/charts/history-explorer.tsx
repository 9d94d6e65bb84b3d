'use client';

import { Area, AreaChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { formatBytes } from '@/lib/domain/bytes';
import { formatMoment } from '@/lib/domain/format';
import { ledgerTitles } from '@/lib/domain/ledger-titles';
import { alwaysLeaked, fillOf } from '../ledger/ledger-rows';
import { RowSwatch } from '../ledger/row-swatch';
import { useReaderClock } from '../ui/reader-clock';
import { chartWords } from './chart-words';
import { type HistoryPlotProps, markColor } from './plot-props';
import type { HistoryMoment } from './stacked-history';

/** The same areas, interactive: hover or step through time with the arrow keys to read the numbers. */
export function HistoryExplorer({ history: { rows, moments }, fromMs, toMs, totalBytes, runs }: HistoryPlotProps) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <AreaChart
        data={moments}
        margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
        title={chartWords.byKind}
        desc={chartWords.keys}
      >
        <XAxis dataKey="atMs" type="number" domain={[fromMs, toMs]} hide />
        <YAxis domain={[0, (most: number) => Math.max(most, totalBytes)]} hide />
        {rows.map((row) => (
          <Area
            key={row}
            dataKey={(moment: HistoryMoment) => moment.bytes[row] ?? 0}
            name={ledgerTitles[row].title}
            stackId="space"
            type="linear"
            stroke="none"
            fill={fillOf(row, alwaysLeaked)}
            fillOpacity={1}
            activeDot={false}
            isAnimationActive={false}
          />
        ))}
        {totalBytes > 0 ? <ReferenceLine y={totalBytes} stroke="var(--color-ink)" strokeDasharray="6 5" /> : null}
        {runs.map((run) => (
          <ReferenceLine key={run.id} x={run.atMs} stroke={markColor(run)} strokeWidth={2} />
        ))}
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--color-ink)', strokeWidth: 1 }}
          content={({ active, label }) => {
            const moment = active ? moments.find(({ atMs }) => atMs === label) : undefined;
            return moment ? <Numbers moment={moment} rows={rows} runs={runs} /> : null;
          }}
        />
      </AreaChart>
    </ResponsiveContainer>
  );
}

const nearMs = 12 * 3_600_000;

interface NumbersProps {
  moment: HistoryMoment;
  rows: HistoryPlotProps['history']['rows'];
  runs: HistoryPlotProps['runs'];
}

function Numbers({ moment, rows, runs }: NumbersProps) {
  const reader = useReaderClock();
  const sum = rows.reduce((all, row) => all + (moment.bytes[row] ?? 0), 0);
  const near = runs.filter(({ atMs }) => Math.abs(atMs - moment.atMs) < nearMs);
  return (
    <div className="sheet max-w-64 px-3 py-2 text-xs shadow-float">
      <p className="mb-1 font-medium">{formatMoment(moment.atMs, reader)}</p>
      <ul>
        {[...rows].reverse().map((row) => (
          <li key={row} className="flex items-center gap-2">
            <RowSwatch row={row} />
            <span className="flex-1">{ledgerTitles[row].title}</span>
            <span>{formatBytes(moment.bytes[row] ?? 0)}</span>
          </li>
        ))}
      </ul>
      <p className="mt-1 flex justify-between border-t border-line pt-1 font-medium">
        <span>{chartWords.sum}</span>
        <span>{formatBytes(sum)}</span>
      </p>
      {near.map(({ id, title }) => (
        <p key={id} className="mt-1 text-signal-deep">
          {title}
        </p>
      ))}
    </div>
  );
}
