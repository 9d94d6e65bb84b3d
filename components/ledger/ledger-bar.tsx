import { formatBytes } from '@/lib/domain/bytes';
import { ledgerTitles } from '@/lib/domain/ledger-titles';
import type { LedgerRow, LedgerRowId } from '@/lib/domain/storage-report';
import { alwaysLeaked, barOrder, fillOf, type Segment, segmentsOf } from './ledger-rows';

interface LedgerBarProps {
  rows: readonly LedgerRow[];
  /** the size of the whole bar; default: the sum of the rows */
  totalBytes?: number;
  order?: readonly LedgerRowId[];
  leakedRows?: ReadonlySet<LedgerRowId>;
  label: string;
}

const depth = 14;
const keel = 22;

/** One filesystem as a bar. What leaked hangs below the waterline, hatched, and never becomes too thin to see. */
export function LedgerBar({ rows, totalBytes, order = barOrder, leakedRows = alwaysLeaked, label }: LedgerBarProps) {
  const segments = segmentsOf(rows, order);
  const sum = segments.reduce((all, { bytes }) => all + bytes, 0);
  const total = Math.max(totalBytes ?? sum, sum, 1);
  const placed = place(segments, total, leakedRows);
  const words = segments.map(({ row, bytes }) => `${ledgerTitles[row].title} ${formatBytes(bytes)}`).join(', ');
  return (
    <svg role="img" aria-label={`${label}: ${words}`} width="100%" height={keel} className="block overflow-visible">
      <rect width="100%" height={depth} rx="2" fill="var(--color-well)" />
      {placed.map(({ row, bytes, start, width }) => {
        const leaked = leakedRows.has(row);
        return (
          <g key={row}>
            <title>{`${ledgerTitles[row].title}: ${formatBytes(bytes)}`}</title>
            <rect
              x={`${start}%`}
              width={`${width}%`}
              height={leaked ? keel : depth}
              fill={fillOf(row, leakedRows)}
              stroke={leaked ? 'var(--color-leak)' : 'var(--color-sheet)'}
              strokeWidth={leaked ? 1 : 0.75}
            />
          </g>
        );
      })}
      <line x1="0" x2="100%" y1={depth + 0.5} y2={depth + 0.5} stroke="var(--color-edge)" strokeOpacity="0.55" />
    </svg>
  );
}

interface Placed extends Segment {
  start: number;
  width: number;
}

/** Percent of the bar. A leak gets at least 0.8%, taken from the widest segment, so that the bar still ends where it must. */
function place(segments: readonly Segment[], total: number, leakedRows: ReadonlySet<LedgerRowId>): Placed[] {
  const widths = segments.map(({ row, bytes }) => {
    const width = (bytes / total) * 100;
    return leakedRows.has(row) ? Math.max(width, 0.8) : width;
  });
  const excess = widths.reduce((sum, width) => sum + width, 0) - 100;
  const widest = widths.indexOf(Math.max(...widths));
  let start = 0;
  return segments.map((segment, index) => {
    const width = Math.max(0, (widths[index] ?? 0) - (index === widest ? Math.max(0, excess) : 0));
    const placed = { ...segment, start, width };
    start += width;
    return placed;
  });
}
