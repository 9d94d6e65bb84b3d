import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatNumber, formatPercent } from '@/lib/domain/format';
import { ledgerTitles, titleWithinSentence } from '@/lib/domain/ledger-titles';
import type { LedgerRow, LedgerRowId } from '@/lib/domain/storage-report';
import { BytesValue } from '../ui/bytes-value';
import { RelativeTime } from '../ui/relative-time';
import { UnknownMark } from '../ui/unknown-value';
import { measuredKinds } from './ledger-objects';
import { barOrder } from './ledger-rows';
import { ledgerWords } from './ledger-words';
import { MeasureButton } from './measure-button';
import { isUnmeasured } from './object-list';
import { RowSwatch } from './row-swatch';

interface LedgerTableProps {
  rows: readonly LedgerRow[];
  usedBytes: number;
  leakedRows: ReadonlySet<LedgerRowId>;
  host: { id: string; name: string };
  /** the bytes of a row measured so far, where not all of it is */
  soFarOf: (row: LedgerRowId) => number;
  /** the biggest objects of a row, where there are any */
  objectsOf: (row: LedgerRowId) => ReactNode;
}

/** Every byte of one filesystem, row by row; each row opens to its objects and to how and when it was measured. */
export function LedgerTable({ rows, usedBytes, leakedRows, host, soFarOf, objectsOf }: LedgerTableProps) {
  const ordered = barOrder.flatMap((id) => rows.filter((row) => row.row === id));
  const shown = ordered.filter((row) => row.bytes.state === 'unknown' || row.bytes.value !== 0);
  const zero = ordered.filter((row) => row.bytes.state === 'known' && row.bytes.value === 0);
  const sum = ordered.reduce((all, { bytes }) => all + (bytes.state === 'known' ? bytes.value : 0), 0);
  const overlap = sum - usedBytes;
  return (
    <div>
      <ul>
        {shown.map((row) => (
          <LedgerLine
            key={row.row}
            row={row}
            usedBytes={usedBytes}
            leakedRows={leakedRows}
            host={host}
            soFarBytes={row.bytes.state === 'unknown' ? soFarOf(row.row) : 0}
          >
            {objectsOf(row.row)}
          </LedgerLine>
        ))}
      </ul>
      {overlap > 0 ? (
        <p className="mt-3 max-w-prose text-sm text-soft">
          {ledgerWords.overlapBy} <BytesValue bytes={overlap} />
          {ledgerWords.overlapMore}
        </p>
      ) : null}
      {zero.length > 0 ? (
        <p className="mt-3 text-sm text-faint">
          {ledgerWords.empty(zero.map((row) => titleWithinSentence(row.row)).join(', '))}
        </p>
      ) : null}
    </div>
  );
}

interface LedgerLineProps {
  row: LedgerRow;
  usedBytes: number;
  leakedRows: ReadonlySet<LedgerRowId>;
  host: { id: string; name: string };
  soFarBytes: number;
  children: ReactNode;
}

function LedgerLine({ row, usedBytes, leakedRows, host, soFarBytes, children }: LedgerLineProps) {
  const { title, about } = ledgerTitles[row.row];
  const kind = row.objects === 0 ? undefined : measuredKinds[row.row];
  const share = row.bytes.state === 'known' && usedBytes > 0 ? (row.bytes.value / usedBytes) * 100 : null;
  return (
    <li className="border-b border-line last:border-b-0">
      <details className="group data-picked:bg-signal-wash" data-ledger-row={row.row} data-filesystem={row.filesystem}>
        <summary className="tap grid grid-cols-[1rem_0.75rem_minmax(0,1fr)_auto] items-center gap-x-2.5 py-2 text-sm hover:bg-hover sm:grid-cols-[1rem_0.75rem_minmax(0,1fr)_5rem_7rem_8rem]">
          <ChevronRight aria-hidden className="size-4 text-faint transition-transform group-open:rotate-90" />
          <RowSwatch row={row.row} leakedRows={leakedRows} />
          <span className="truncate font-medium">{title}</span>
          <span className="text-right text-faint max-sm:hidden">
            {row.objects === null ? '' : `${formatNumber(row.objects)} ×`}
          </span>
          <span className="text-right text-faint max-sm:hidden">
            {share === null ? '' : ledgerWords.ofUsed(formatPercent(share))}
          </span>
          <span className="text-right">
            {row.bytes.state === 'known' ? (
              <BytesValue bytes={row.bytes.value} exact={row.exact} className="font-medium" />
            ) : soFarBytes > 0 ? (
              <BytesValue bytes={soFarBytes} atLeast className="font-medium" />
            ) : (
              <UnknownMark reason={row.bytes.reason} />
            )}
          </span>
        </summary>
        <div className="flex flex-col gap-3 pt-1 pb-4 pl-12.5 text-sm">
          {row.bytes.state === 'unknown' ? (
            <p className="max-w-prose text-soft">{ledgerWords.unknown(row.bytes.detail)}</p>
          ) : null}
          <p className="max-w-prose text-soft">
            {about}{' '}
            <span className="text-faint">
              {row.exact ? ledgerWords.exact : ledgerWords.estimate}: {row.how}
              {row.measuredAt ? (
                <>
                  , <RelativeTime at={row.measuredAt} />
                </>
              ) : null}
              .
            </span>
          </p>
          {kind !== undefined && (isUnmeasured(row.bytes) || canChange(kind)) ? (
            <MeasureButton hostId={host.id} hostName={host.name} only={{ kind }} what={title} />
          ) : null}
          {children}
        </div>
      </details>
    </li>
  );
}

/** Layers are measured once for ever. */
function canChange(kind: string): boolean {
  return kind !== 'layer-directory' && kind !== 'quarantine-entry';
}
