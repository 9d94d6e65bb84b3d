'use client';

import { type ComponentType, type ReactNode, useEffect, useRef, useState } from 'react';
import { chartWords } from './chart-words';
import type { HistoryPlotProps } from './plot-props';

/**
 * The server's drawing, until someone points at it, touches it or tabs to it: Recharts is some hundred kilobytes, and most visits only look.
 * Without script, or where the chart cannot be loaded, the drawing stays.
 */
export function HistoryPlot({ children, ...plot }: HistoryPlotProps & { children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const asked = useRef(false);
  const [chart, setChart] = useState<{ Explorer: ComponentType<HistoryPlotProps> } | null>(null);
  const load = () => {
    if (asked.current) return;
    asked.current = true;
    import('./history-explorer').then(
      ({ HistoryExplorer }) => setChart({ Explorer: HistoryExplorer }),
      () => {
        asked.current = false;
      },
    );
  };
  useEffect(() => {
    // Whoever came by keyboard goes on inside the chart, where the arrow keys step through time.
    if (chart && document.activeElement === frame.current)
      frame.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [chart]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form
    <div
      ref={frame}
      role="group"
      aria-label={chartWords.plot}
      tabIndex={chart ? -1 : 0}
      onPointerEnter={load}
      onTouchStart={load}
      onFocus={load}
      className="h-72 w-full rounded-sm bg-well"
    >
      {chart ? <chart.Explorer {...plot} /> : children}
    </div>
  );
}
