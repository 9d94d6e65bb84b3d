import { ledgerTitles } from '@/lib/domain/ledger-titles';
import type { HostCard } from '@/lib/domain/report';
import { heldBackBytes } from '@/lib/domain/space';
import { alwaysLeaked, barOrder, leakedRowsOfCard, segmentsOf } from './ledger-rows';
import { ledgerWords } from './ledger-words';
import { RowSwatch } from './row-swatch';

/** What the colours of the bars above or below mean: only those that are drawn, folded until someone asks. */
export function BarLegend({ hosts }: { hosts: readonly Pick<HostCard, 'ledger' | 'leaked' | 'dataRootFilesystem'>[] }) {
  const drawn = new Set(hosts.flatMap(({ ledger }) => segmentsOf(ledger).map(({ row }) => row)));
  const hatched = hosts.map(leakedRowsOfCard).find(({ size }) => size > 1) ?? alwaysLeaked;
  const isHeld = hosts.some(({ dataRootFilesystem }) => dataRootFilesystem && heldBackBytes(dataRootFilesystem) > 0);
  if (drawn.size === 0) return null;
  return (
    <details className="mb-3 text-sm text-soft">
      <summary className="tap inline-flex cursor-pointer items-center underline decoration-dotted underline-offset-4">
        {ledgerWords.colours}
      </summary>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-1">
        {barOrder
          .filter((row) => drawn.has(row))
          .map((row) => (
            <li key={row} className="inline-flex items-center gap-1.5">
              <RowSwatch row={row} leakedRows={hatched} />
              {ledgerTitles[row].title}
            </li>
          ))}
        {isHeld ? (
          <li className="inline-flex items-center gap-1.5">
            <RowSwatch row="held-back" />
            {ledgerWords.heldBack}
          </li>
        ) : null}
        <li className="inline-flex items-center gap-1.5">
          <span aria-hidden className="size-3 rounded-sm bg-well shadow-[inset_0_0_0_1px_var(--color-edge)]" />
          {ledgerWords.free}
        </li>
      </ul>
    </details>
  );
}
