'use client';

import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import type { HistoryPlotProps } from './plot-props';

/**
 * The server's drawing, until the interactive chart has loaded: Recharts is some hundred kilobytes, too much to wait for.
 * Without script, or where the chart cannot be loaded, the drawing stays.
 */
export function HistoryPlot({ children, ...plot }: HistoryPlotProps & { children: ReactNode }) {
  const [chart, setChart] = useState<{ Explorer: ComponentType<HistoryPlotProps> } | null>(null);
  useEffect(() => {
    let wanted = true;
    import('./history-explorer').then(
      ({ HistoryExplorer }) => wanted && setChart({ Explorer: HistoryExplorer }),
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, []);
  return <div className="h-72 w-full rounded-sm bg-well">{chart ? <chart.Explorer {...plot} /> : children}</div>;
}
