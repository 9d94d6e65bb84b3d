'use client';

import type { ReactNode } from 'react';
import { formatBytes, formatExactBytes } from '@/lib/domain/bytes';
import { leakStateWords } from '@/lib/domain/leak-words';
import { Badge } from '../ui/badge';
import { LocalTime } from '../ui/relative-time';
import { unknownWord } from '../ui/unknown-value';
import { EntryName } from './entry-name';
import type { LayerEntry, LayerTableData } from './layer-entries';
import type { LayerOrderId } from './layer-order';
import { kindWords, layerWords } from './layer-words';

/** On a phone a row has two lines: name and size, then owner and state. What has no place there is one tap away. */
export const narrowPlaces: Readonly<Record<LayerOrderId, string>> = {
  path: 'max-sm:col-start-2 max-sm:row-start-1 max-sm:self-end',
  kind: 'max-sm:col-start-2 max-sm:row-start-2 max-sm:self-start max-sm:text-xs max-sm:leading-5',
  exclusiveBytes: 'max-sm:col-start-3 max-sm:row-start-1 max-sm:justify-end max-sm:self-end max-sm:font-medium',
  referencedBytes: 'max-sm:hidden',
  bornSeconds: 'max-sm:hidden',
  state: 'max-sm:col-start-3 max-sm:row-start-2 max-sm:justify-end max-sm:self-start max-sm:text-xs',
};

export interface LayerColumn {
  id: LayerOrderId;
  header: string;
  cell: (entry: LayerEntry) => ReactNode;
}

export function layerColumns(unknowns: LayerTableData['unknowns'], isSubvolumes: boolean): LayerColumn[] {
  const size = (bytes: number | null, why: number) =>
    bytes === null ? (
      <span className="outline-unknown px-1 text-xs text-soft" title={unknowns[why]?.detail}>
        {unknownWord(unknowns[why]?.reason ?? 'not-collected')}
      </span>
    ) : (
      <span title={formatExactBytes(bytes)}>{formatBytes(bytes)}</span>
    );
  const columns: LayerColumn[] = [
    {
      id: 'path',
      header: isSubvolumes ? layerWords.subvolume : layerWords.layer,
      cell: (entry) => <EntryName text={isSubvolumes ? entry.path : entry.name} />,
    },
    {
      id: 'kind',
      header: layerWords.owner,
      cell: ({ kind, owner }) => (
        <span className="truncate" title={owner}>
          {kindWords[kind]}
          {owner ? <span className="text-faint"> {owner}</span> : null}
        </span>
      ),
    },
    {
      id: 'exclusiveBytes',
      header: isSubvolumes ? layerWords.exclusive : layerWords.size,
      cell: (entry) => size(entry.exclusiveBytes, entry.exclusiveWhy),
    },
    {
      id: 'referencedBytes',
      header: layerWords.withShared,
      cell: (entry) => size(entry.referencedBytes, entry.referencedWhy),
    },
    {
      id: 'bornSeconds',
      header: layerWords.created,
      cell: ({ bornSeconds }) =>
        bornSeconds === null ? <span className="text-faint">–</span> : <LocalTime at={bornSeconds * 1000} show="day" />,
    },
    { id: 'state', header: layerWords.state, cell: stateCell },
  ];
  return isSubvolumes ? columns : columns.filter(({ id }) => id !== 'referencedBytes');
}

function stateCell({ state, kind }: LayerEntry): ReactNode {
  // Owner unknown, or unreferenced without a proof: neither is "in use".
  if (state === null && kind === 'unknown') return <Badge tone="unknown">{layerWords.unknown}</Badge>;
  if (state === null && kind === 'orphan') return <Badge tone="unknown">{layerWords.notProven}</Badge>;
  if (state === null) return <span className="text-faint">{layerWords.inUse}</span>;
  return (
    <Badge tone={state === 'orphan' ? 'leak' : 'unknown'} className="h-5">
      {state === 'orphan' ? <span aria-hidden className="hatch size-2.5 rounded-sm" /> : null}
      {leakStateWords[state].word}
    </Badge>
  );
}
