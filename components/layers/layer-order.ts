import type { LayerEntry } from './layer-entries';

export type LayerOrderId = 'path' | 'kind' | 'exclusiveBytes' | 'referencedBytes' | 'bornSeconds' | 'state';

export interface LayerOrder {
  id: LayerOrderId;
  descending: boolean;
}

type Compare = (a: LayerEntry, b: LayerEntry) => number;

// One collator for all: `localeCompare` makes one for each of the comparisons of thousands of rows.
const { compare } = new Intl.Collator('en', { numeric: true });

const byText =
  (text: (entry: LayerEntry) => string): Compare =>
  (a, b) =>
    compare(text(a), text(b));

/** Unknown values sort below known ones. */
const byNumber =
  (value: (entry: LayerEntry) => number | null): Compare =>
  (a, b) =>
    (value(a) ?? -1) - (value(b) ?? -1);

/** `descends`: which way the first press of the heading sorts; amounts show the biggest first. */
const orders: Readonly<Record<LayerOrderId, { compare: Compare; descends: boolean }>> = {
  path: { compare: byText(({ path }) => path), descends: false },
  kind: { compare: byText(({ kind, owner }) => `${kind} ${owner}`), descends: false },
  exclusiveBytes: { compare: byNumber(({ exclusiveBytes }) => exclusiveBytes), descends: true },
  referencedBytes: { compare: byNumber(({ referencedBytes }) => referencedBytes), descends: true },
  bornSeconds: { compare: byNumber(({ bornSeconds }) => bornSeconds), descends: true },
  state: { compare: byText(({ state }) => state ?? ''), descends: false },
};

/** `-exclusiveBytes` = descending. The biggest first by default, and for a word that is no column: the address is anyone's to write. */
export function parseOrder(text: string | null): LayerOrder {
  const id = text?.replace(/^-/, '') ?? '';
  if (text === null || !Object.hasOwn(orders, id)) return { id: 'exclusiveBytes', descending: true };
  return { id: id as LayerOrderId, descending: text.startsWith('-') };
}

/** The word of the address; null = the default needs none. */
export function orderWord({ id, descending }: LayerOrder): string | null {
  return id === 'exclusiveBytes' && descending ? null : `${descending ? '-' : ''}${id}`;
}

/** What the press of a heading asks for: its own first way, then the other. */
export function orderAfterPress(now: LayerOrder, id: LayerOrderId): LayerOrder {
  return { id, descending: now.id === id ? !now.descending : orders[id].descends };
}

/** Equal ones stay in the order given, either way. */
export function inOrder(entries: readonly LayerEntry[], { id, descending }: LayerOrder): LayerEntry[] {
  const { compare: by } = orders[id];
  return entries.toSorted(descending ? (a, b) => by(b, a) : by);
}
