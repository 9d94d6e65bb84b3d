'use client';

import type { Offer } from '@/lib/domain/answers/offer';
import { formatBytesSum } from '@/lib/domain/bytes';
import { counted } from '@/lib/domain/format';
import { OfferButton } from '../plans/offer-button';
import { ProposeButton } from '../plans/propose-button';
import { Button } from '../ui/button';
import type { LayerEntry } from './layer-entries';
import { selectionWords } from './selection-words';

interface SelectionBarProps {
  hostId: string;
  selected: readonly LayerEntry[];
  offers: readonly Offer[];
  /** ids of those that Docker has to delete: they cannot be quarantined */
  deleteOnly: ReadonlySet<string>;
  /** what was selected, in a word */
  noun: 'layer' | 'lease';
  /** how many could be selected at all */
  everyOrphan: number;
  onClear: () => void;
}

/** Names the objects and the amount; an unknown size makes the sum "at least". */
export function SelectionBar({ hostId, selected, noun, offers, deleteOnly, everyOrphan, onClear }: SelectionBarProps) {
  const count = counted(selected.length, noun);
  const actionId = noun === 'lease' ? 'remove-leaked-leases' : 'remove-leaked-layers';
  const names = selected.length === everyOrphan ? 'all' : selected.map((entry) => entry.name).join(',');
  const amount = amountOf(selected);
  const movable = selected.filter((entry) => !deleteOnly.has(entry.id));
  const movableAmount = amountOf(movable);
  // What Docker still has on record cannot be moved aside; the plan skips it with that reason.
  const moved = movable.length === selected.length ? count : selectionWords.someOf(movable.length, count);
  const labels = {
    quarantine: movableAmount
      ? selectionWords.quarantineAmount(moved, movableAmount)
      : selectionWords.quarantine(moved),
    delete: amount ? selectionWords.deleteAmount(count, amount) : selectionWords.delete(count),
  };
  const modes = waysOf(offers.filter((offer) => offer.actionId === actionId)).filter(
    ({ mode }) => mode === 'delete' || movable.length > 0,
  );
  return (
    <div className="sheet sticky bottom-3 z-20 mt-3 flex flex-wrap items-start gap-x-4 gap-y-2 p-3 shadow-float max-lg:bottom-18 short:static">
      <p className="min-w-40 flex-1 py-2 text-sm">
        {selectionWords.selected(count)}{' '}
        {amount ? <b className="font-semibold">{amount}</b> : selectionWords.notMeasured}
      </p>
      <Button kind="quiet" onClick={onClear}>
        {selectionWords.clear}
      </Button>
      {modes.map(({ mode, offer }, at) =>
        offer ? (
          <OfferButton
            key={mode}
            hostId={hostId}
            offer={{ ...offer, params: { ...offer.params, names }, label: labels[mode] }}
            kind={at === 0 ? 'primary' : 'plain'}
          />
        ) : (
          <ProposeButton
            key={mode}
            hostId={hostId}
            remedy={{ actionId, params: { mode, names } }}
            label={labels[mode]}
          />
        ),
      )}
    </div>
  );
}

type Mode = 'quarantine' | 'delete';

/** In the order in which the host's offers have them; what is offered for all leaked layers says what it means for some. */
function waysOf(offers: readonly Offer[]): { mode: Mode; offer: Offer | null }[] {
  const judged = offers.flatMap((offer): { mode: Mode; offer: Offer }[] => {
    const { mode, names } = offer.params;
    return names === 'all' && (mode === 'quarantine' || mode === 'delete') ? [{ mode, offer }] : [];
  });
  const both: { mode: Mode; offer: null }[] = [
    { mode: 'quarantine', offer: null },
    { mode: 'delete', offer: null },
  ];
  return judged.length > 0 ? judged : both;
}

/** null where none of them has a size. */
function amountOf(entries: readonly LayerEntry[]): string | null {
  const bytes = entries.reduce((sum, entry) => sum + (entry.exclusiveBytes ?? 0), 0);
  const unmeasured = entries.filter((entry) => entry.exclusiveBytes === null).length;
  return unmeasured === entries.length ? null : formatBytesSum({ bytes, atLeast: unmeasured > 0 });
}
