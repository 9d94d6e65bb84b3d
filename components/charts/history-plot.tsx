'use client';

import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import type { HistoryPlotProps } from './plot-props';

/**
 * The drawing that came with the page, until the chart that can be pointed at has arrived: Recharts is some hundred kilobytes, which
 * nobody waits for. Without script, or where it cannot be loaded, the drawing stays.
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
