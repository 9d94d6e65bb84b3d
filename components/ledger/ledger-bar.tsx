import { formatBytes } from '@/lib/domain/bytes';
import type { FilesystemUsage } from '@/lib/domain/storage-facts';
import type { LedgerRow, LedgerRowId } from '@/lib/domain/storage-report';
import { type BarSegment, filesystemSegments, rowSegments, sizeOf } from './bar-segments';
import { alwaysLeaked, barOrder, fillOf } from './ledger-rows';
import { ledgerWords } from './ledger-words';

interface LedgerBarProps {
  rows: readonly LedgerRow[];
  /** the whole of it is drawn, with what is free and what is held back; default: the rows alone */
  filesystem?: FilesystemUsage;
  order?: readonly LedgerRowId[];
  leakedRows?: ReadonlySet<LedgerRowId>;
  label: string;
}

const depth = 14;
const keel = 22;

/** One filesystem as a bar. What leaked hangs below the waterline, hatched, and never becomes too thin to see. */
export function LedgerBar({ rows, filesystem, order = barOrder, leakedRows = alwaysLeaked, label }: LedgerBarProps) {
  const segments = filesystem ? filesystemSegments(rows, filesystem) : rowSegments(rows, order);
  const sum = segments.reduce((all, { bytes }) => all + bytes, 0);
  const placed = place(segments, Math.max(sum, 1), leakedRows);
  return (
    <svg
      role="img"
      aria-label={`${label}: ${barWords(segments, filesystem)}`}
      width="100%"
      height={keel}
      className="block overflow-visible"
    >
      <rect width="100%" height={depth} rx="2" fill="var(--color-well)" />
      {placed.map(({ id, title, bytes, start, width }) => {
        const leaked = isLeaked(id, leakedRows);
        return id === 'free' ? null : (
          <g key={id}>
            <title>{`${title}: ${formatBytes(bytes)}`}</title>
            <rect
              x={`${start}%`}
              width={`${width}%`}
              height={leaked ? keel : depth}
              fill={fillOf(id, leakedRows)}
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

/** What is free and how large it is come first: that is what a person listens for. */
function barWords(segments: readonly BarSegment[], filesystem: FilesystemUsage | undefined): string {
  const words = segments.filter(({ id }) => id !== 'free').map(({ title, bytes }) => `${title} ${formatBytes(bytes)}`);
  if (filesystem === undefined) return words.join(', ');
  return [ledgerWords.freeOfAll(formatBytes(filesystem.freeBytes), formatBytes(sizeOf(filesystem))), ...words].join(
    ', ',
  );
}

function isLeaked(id: BarSegment['id'], leakedRows: ReadonlySet<BarSegment['id']>): boolean {
  return leakedRows.has(id);
}

interface Placed extends BarSegment {
  start: number;
  width: number;
}

/**
 * Percent of the bar. A leak gets at least 0.8%, taken from the widest other segment but what is free, so that the bar still ends where
 * it must and its empty part stays what it says.
 */
function place(segments: readonly BarSegment[], total: number, leakedRows: ReadonlySet<LedgerRowId>): Placed[] {
  const widths = segments.map(({ id, bytes }) => {
    const width = (bytes / total) * 100;
    return isLeaked(id, leakedRows) ? Math.max(width, 0.8) : width;
  });
  const excess = Math.max(0, widths.reduce((sum, width) => sum + width, 0) - 100);
  const mayGive = segments.map(({ id }, at) => (id === 'free' ? 0 : (widths[at] ?? 0)));
  const widest = mayGive.indexOf(Math.max(...mayGive));
  let start = 0;
  return segments.map((segment, index) => {
    const width = Math.max(0, (widths[index] ?? 0) - (index === widest ? excess : 0));
    const placed = { ...segment, start, width };
    start += width;
    return placed;
  });
}
