import { alwaysLeaked, type DrawnRow, fillOf } from './ledger-rows';

export function RowSwatch({ row, leakedRows = alwaysLeaked }: { row: DrawnRow; leakedRows?: ReadonlySet<DrawnRow> }) {
  return (
    <svg aria-hidden width="12" height="12" className="swatch shrink-0">
      <title>{row}</title>
      <rect
        x="0.5"
        y="0.5"
        width="11"
        height="11"
        rx="2"
        fill={fillOf(row, leakedRows)}
        stroke={
          leakedRows.has(row)
            ? 'var(--color-leak)'
            : row === 'unaccounted' || row === 'held-back'
              ? 'var(--color-edge)'
              : 'none'
        }
      />
    </svg>
  );
}
