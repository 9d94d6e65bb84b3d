'use client';

import { formatBytes } from '@/lib/domain/bytes';
import { counted, formatNumber } from '@/lib/domain/format';
import { ProposeButton } from '../plans/propose-button';
import { Button } from '../ui/button';
import type { LayerEntry } from './layer-entries';

interface SelectionBarProps {
  hostId: string;
  selected: readonly LayerEntry[];
  /** ids of those that Docker has to delete: they cannot be quarantined */
  deleteOnly: ReadonlySet<string>;
  /** how many could be selected at all */
  everyOrphan: number;
  onClear: () => void;
}

/** Names the objects and the amount; an unknown size makes the sum "at least". */
export function SelectionBar({ hostId, selected, deleteOnly, everyOrphan, onClear }: SelectionBarProps) {
  const count = counted(selected.length, 'layer');
  const names = selected.length === everyOrphan ? 'all' : selected.map((entry) => entry.name).join(',');
  const amount = amountOf(selected);
  const movable = selected.filter((entry) => !deleteOnly.has(entry.id));
  const movableAmount = amountOf(movable);
  // What Docker still has on record cannot be moved aside; the plan skips it with that reason.
  const moved = movable.length === selected.length ? count : `${formatNumber(movable.length)} of ${count}`;
  const propose = (mode: 'delete' | 'quarantine') => ({ actionId: 'remove-leaked-layers', params: { mode, names } });
  return (
    <div className="sheet sticky bottom-3 z-20 mt-3 flex flex-wrap items-center gap-2 p-3 shadow-float max-lg:bottom-18 short:static">
      <p className="min-w-40 flex-1 text-sm">
        {count} selected, {amount ? <b className="font-semibold">{amount}</b> : 'not measured yet'}
      </p>
      <Button kind="quiet" onClick={onClear}>
        Clear
      </Button>
      {movable.length > 0 ? (
        <ProposeButton
          hostId={hostId}
          remedy={propose('quarantine')}
          label={movableAmount ? `Quarantine ${moved}, ${movableAmount}` : `Quarantine ${moved}`}
        />
      ) : null}
      <ProposeButton
        hostId={hostId}
        remedy={propose('delete')}
        label={amount ? `Delete ${count}, free ${amount}` : `Delete ${count}`}
        kind="primary"
      />
    </div>
  );
}

/** null where none of them has a size. */
function amountOf(entries: readonly LayerEntry[]): string | null {
  const bytes = entries.reduce((sum, entry) => sum + (entry.exclusiveBytes ?? 0), 0);
  const unmeasured = entries.filter((entry) => entry.exclusiveBytes === null).length;
  return unmeasured === entries.length ? null : `${unmeasured > 0 ? 'at least ' : ''}${formatBytes(bytes)}`;
}
