'use client';

import {
  createColumnHelper,
  createSortedRowModel,
  rowSelectionFeature,
  rowSortingFeature,
  tableFeatures,
} from '@tanstack/react-table';
import { formatBytes, formatExactBytes } from '@/lib/domain/bytes';
import { formatDay } from '@/lib/domain/format';
import { leakStateWords } from '@/lib/domain/leak-words';
import { Badge } from '../ui/badge';
import { unknownWord } from '../ui/unknown-value';
import { EntryName } from './entry-name';
import { kindWords } from './entry-words';
import type { LayerEntry, LayerTableData } from './layer-entries';

/** On a phone a row has two lines: name and size, then owner and state. What has no place there is one tap away. */
export const narrowPlaces: Readonly<Record<string, string>> = {
  path: 'max-sm:col-start-2 max-sm:row-start-1 max-sm:self-end',
  kind: 'max-sm:col-start-2 max-sm:row-start-2 max-sm:self-start max-sm:text-xs max-sm:leading-5',
  exclusiveBytes: 'max-sm:col-start-3 max-sm:row-start-1 max-sm:justify-end max-sm:self-end max-sm:font-medium',
  referencedBytes: 'max-sm:hidden',
  bornSeconds: 'max-sm:hidden',
  state: 'max-sm:col-start-3 max-sm:row-start-2 max-sm:justify-end max-sm:self-start max-sm:text-xs',
};

export const layerFeatures = tableFeatures({
  rowSortingFeature,
  rowSelectionFeature,
  sortedRowModel: createSortedRowModel(),
});

const helper = createColumnHelper<typeof layerFeatures, LayerEntry>();

/** Unknown values sort below known ones. */
function byNumber(value: (entry: LayerEntry) => number | null) {
  return (a: { original: LayerEntry }, b: { original: LayerEntry }): number =>
    (value(a.original) ?? -1) - (value(b.original) ?? -1);
}

export function layerColumns(unknowns: LayerTableData['unknowns'], isSubvolumes: boolean) {
  const size = (bytes: number | null, why: number) =>
    bytes === null ? (
      <span className="outline-unknown px-1 text-xs text-soft" title={unknowns[why]?.detail}>
        {unknownWord(unknowns[why]?.reason ?? 'not-collected')}
      </span>
    ) : (
      <span title={formatExactBytes(bytes)}>{formatBytes(bytes)}</span>
    );
  return helper.columns([
    helper.accessor('path', {
      header: isSubvolumes ? 'Subvolume' : 'Layer',
      cell: ({ row }) => <EntryName text={isSubvolumes ? row.original.path : row.original.name} />,
    }),
    helper.accessor('kind', {
      header: 'Owner',
      sortFn: (a, b) =>
        `${a.original.kind} ${a.original.owner}`.localeCompare(`${b.original.kind} ${b.original.owner}`),
      cell: ({ row }) => (
        <span className="truncate" title={row.original.owner}>
          {kindWords[row.original.kind]}
          {row.original.owner ? <span className="text-faint"> {row.original.owner}</span> : null}
        </span>
      ),
    }),
    helper.accessor('exclusiveBytes', {
      header: isSubvolumes ? 'Exclusive' : 'Size',
      sortFn: byNumber((entry) => entry.exclusiveBytes),
      cell: ({ row }) => size(row.original.exclusiveBytes, row.original.exclusiveWhy),
    }),
    helper.accessor('referencedBytes', {
      header: 'With shared',
      sortFn: byNumber((entry) => entry.referencedBytes),
      cell: ({ row }) => size(row.original.referencedBytes, row.original.referencedWhy),
    }),
    helper.accessor('bornSeconds', {
      header: 'Created',
      sortFn: byNumber((entry) => entry.bornSeconds),
      cell: ({ row }) =>
        row.original.bornSeconds === null ? (
          <span className="text-faint">–</span>
        ) : (
          formatDay(row.original.bornSeconds * 1000)
        ),
    }),
    helper.accessor('state', {
      header: 'State',
      sortFn: (a, b) => (a.original.state ?? '').localeCompare(b.original.state ?? ''),
      cell: ({ row }) => {
        const { state, kind } = row.original;
        // Owner unknown, or unreferenced without a proof: neither is "in use".
        if (state === null && kind === 'unknown') return <Badge tone="unknown">Unknown</Badge>;
        if (state === null && kind === 'orphan') return <Badge tone="unknown">Not proven</Badge>;
        if (state === null) return <span className="text-faint">in use</span>;
        return (
          <Badge tone={state === 'orphan' ? 'leak' : 'unknown'} className="h-5">
            {state === 'orphan' ? <span aria-hidden className="hatch size-2.5 rounded-sm" /> : null}
            {leakStateWords[state].word}
          </Badge>
        );
      },
    }),
  ]);
}
