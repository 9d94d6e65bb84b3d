'use client';

import { memo, useMemo } from 'react';
import { formatNumber } from '@/lib/domain/format';
import type { LayerEntry } from './layer-entries';
import { entryFilters, layerWords } from './layer-words';

interface FilterChipsProps {
  entries: readonly LayerEntry[];
  current: string;
  onChoose: (id: string) => void;
}

/** Drawn again only when it changes, not with each letter typed beside it. */
export const FilterChips = memo(function FilterChips({ entries, current, onChoose }: FilterChipsProps) {
  const counted = useMemo(
    () => entryFilters.map((filter) => ({ ...filter, count: entries.filter(filter.keeps).length })),
    [entries],
  );
  return (
    <fieldset className="flex flex-wrap gap-1.5">
      <legend className="sr-only">{layerWords.owner}</legend>
      {counted.map(({ id, label, count }) =>
        count === 0 && id !== current ? null : (
          <button
            key={id}
            type="button"
            aria-pressed={id === current}
            onClick={() => onChoose(id)}
            className="tap inline-flex items-center gap-1.5 rounded-full px-3 py-1 text-sm text-soft shadow-[inset_0_0_0_1px_var(--color-line)] hover:bg-hover aria-pressed:bg-signal-wash aria-pressed:font-medium aria-pressed:text-signal-deep aria-pressed:shadow-[inset_0_0_0_1px_var(--color-signal)]"
          >
            {id === 'orphan' ? <span aria-hidden className="hatch size-2.5 rounded-sm" /> : null}
            {label}
            <span className="text-xs text-faint">{formatNumber(count)}</span>
          </button>
        ),
      )}
    </fieldset>
  );
});
