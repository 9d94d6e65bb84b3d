'use client';

import { formatBytes } from '@/lib/domain/bytes';
import { counted } from '@/lib/domain/format';
import { ProposeButton } from '../plans/propose-button';
import { Button } from '../ui/button';
import type { LayerEntry } from './layer-entries';

interface SelectionBarProps {
  hostId: string;
  selected: readonly LayerEntry[];
  /** how many could be selected at all */
  everyOrphan: number;
  onClear: () => void;
}

/** Names the objects and the amount; an unknown size makes the sum "at least". */
export function SelectionBar({ hostId, selected, everyOrphan, onClear }: SelectionBarProps) {
  const bytes = selected.reduce((sum, entry) => sum + (entry.exclusiveBytes ?? 0), 0);
  const count = counted(selected.length, 'layer');
  const names = selected.length === everyOrphan ? 'all' : selected.map((entry) => entry.name).join(',');
  const unmeasured = selected.filter((entry) => entry.exclusiveBytes === null).length;
  const amount = unmeasured === selected.length ? null : `${unmeasured > 0 ? 'at least ' : ''}${formatBytes(bytes)}`;
  const propose = (mode: 'delete' | 'quarantine') => ({ actionId: 'remove-leaked-layers', params: { mode, names } });
  return (
    <div className="sheet sticky bottom-3 z-20 mt-3 flex flex-wrap items-center gap-2 p-3 shadow-float max-lg:bottom-18 short:static">
      <p className="min-w-40 flex-1 text-sm">
        {count} selected, {amount ? <b className="font-semibold">{amount}</b> : 'not measured yet'}
      </p>
      <Button kind="quiet" onClick={onClear}>
        Clear
      </Button>
      <ProposeButton
        hostId={hostId}
        remedy={propose('quarantine')}
        label={amount ? `Quarantine ${count}, ${amount}` : `Quarantine ${count}`}
      />
      <ProposeButton
        hostId={hostId}
        remedy={propose('delete')}
        label={amount ? `Delete ${count}, free ${amount}` : `Delete ${count}`}
        kind="primary"
      />
    </div>
  );
}
