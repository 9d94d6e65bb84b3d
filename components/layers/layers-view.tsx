'use client';

import { lazy, Suspense, useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { Offer } from '@/lib/domain/answers/offer';
import { unreferencedWords } from '@/lib/domain/unreferenced';
import { Button } from '../ui/button';
import { Input } from '../ui/field';
import { useTypedBefore } from '../ui/typed-before';
import { useHydrated } from '../ui/use-hydrated';
import { treeOrder } from './entry-tree';
import { FilterChips } from './filter-chips';
import { type LayerEntry, type LayerTableData, unreferencedEntries } from './layer-entries';
import { type LayerOrder, orderWord, parseOrder } from './layer-order';
import { LayerTable } from './layer-table';
import { entryFilters, isSelectable, layerWords } from './layer-words';
import { useUrlState } from './use-url-state';

/** Both are fetched with the first sign that a row is wanted: the list comes first. */
const loadPanel = () => import('./proof-panel').then(({ ProofPanel }) => ({ default: ProofPanel }));
const loadBar = () => import('./selection-bar').then(({ SelectionBar }) => ({ default: SelectionBar }));
const ProofPanel = lazy(loadPanel);
const SelectionBar = lazy(loadBar);
const loadBoth = () => {
  void loadPanel();
  void loadBar();
};

interface LayersViewProps {
  hostId: string;
  data: LayerTableData;
  mayPlan: boolean;
  /** names of protected layers */
  protectedNames: readonly string[];
  /** the ways to remove leaked layers, best first; none where it is not known yet what can be done */
  offers: readonly Offer[];
}

/** Filter, order, tree, selection and the open panel all live in the URL but the selection, which is about to become a plan. */
export function LayersView({ hostId, data, mayPlan, protectedNames, offers }: LayersViewProps) {
  const [url, changeUrl] = useUrlState();
  const hydrated = useHydrated();
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const kind = url.get('kind') ?? 'all';
  const question = useDeferredValue((url.get('find') ?? '').toLowerCase());
  const isTree = data.hasTree && url.get('view') === 'tree';
  const sort = url.get('sort');
  const order = useMemo(() => parseOrder(sort), [sort]);
  const texts = useMemo(() => data.entries.map(({ path, owner }) => `${path} ${owner}`.toLowerCase()), [data.entries]);
  const kept = useMemo(() => {
    const filter = entryFilters.find(({ id }) => id === kind) ?? entryFilters[0];
    return data.entries.filter(
      (entry, index) => (filter?.keeps(entry) ?? true) && (question === '' || texts[index]?.includes(question)),
    );
  }, [data.entries, texts, kind, question]);
  const tree = useMemo(() => (isTree ? treeOrder(kept, folded) : null), [isTree, kept, folded]);
  const shown = useMemo(() => (tree ? tree.map(({ entry }) => entry) : kept), [tree, kept]);
  // The table keeps its rows while a question is typed: thousands of them are neither made nor sorted again.
  const keptIds = useMemo(() => (tree ? null : new Set(kept.map(({ id }) => id))), [tree, kept]);
  const places = useMemo(() => (tree ? new Map(tree.map((place) => [place.entry.id, place])) : null), [tree]);
  const selected = useMemo(() => data.entries.filter(({ id }) => selection.has(id)), [data.entries, selection]);
  const deleteOnly = useMemo(
    () =>
      new Set(data.entries.filter(({ leak }) => data.leaks[leak]?.kind === 'unreachable-layer').map(({ id }) => id)),
    [data],
  );
  const selectable = useMemo(() => kept.filter(isSelectable), [kept]);
  const unreferenced = useMemo(() => unreferencedWords(unreferencedEntries(data)), [data]);
  const wanted = url.get('object');
  const open = wanted === null ? null : (data.entries.find(({ id, name }) => id === wanted || name === wanted) ?? null);
  const fold = useCallback((id: string) => setFolded((before) => withOrWithout(before, id, !before.has(id))), []);
  const select = useCallback(
    (id: string, selected: boolean) => setSelection((before) => withOrWithout(before, id, selected)),
    [],
  );
  const chooseKind = useCallback((id: string) => changeUrl({ kind: id === 'all' ? null : id }), [changeUrl]);
  const orderBy = useCallback((next: LayerOrder) => changeUrl({ sort: orderWord(next) }), [changeUrl]);
  const find = url.get('find') ?? '';
  const filter = useTypedBefore<HTMLInputElement>(find, (typed) => changeUrl({ find: typed }));
  const show = useCallback((entry: LayerEntry) => changeUrl({ object: entry.id }), [changeUrl]);
  return (
    <div>
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-3">
        <FilterChips entries={data.entries} current={kind} onChoose={chooseKind} />
        <div className="flex flex-1 flex-wrap items-center justify-end gap-2">
          {data.hasTree ? (
            <Button aria-pressed={isTree} onClick={() => changeUrl({ view: isTree ? null : 'tree' })}>
              {isTree ? layerWords.flat : layerWords.tree}
            </Button>
          ) : null}
          <Input
            type="search"
            aria-label={layerWords.filter}
            placeholder={layerWords.filter}
            ref={filter}
            defaultValue={find}
            onChange={(event) => changeUrl({ find: event.target.value })}
            className="text-sm sm:max-w-64"
          />
        </div>
      </div>
      {unreferenced ? <p className="mb-1 max-w-prose text-sm text-soft">{unreferenced}.</p> : null}
      <p role="status" className="mb-2 text-sm text-faint">
        {layerWords.shown(shown.length, data.entries.length)}
        {mayPlan && selectable.length > 0 ? (
          <Button
            kind="quiet"
            size="small"
            className="ml-2"
            onClick={() => setSelection(new Set(selectable.map(({ id }) => id)))}
          >
            {layerWords.selectAll(selectable.length)}
          </Button>
        ) : null}
      </p>
      <LayerTable
        entries={tree ? shown : data.entries}
        shownIds={keptIds}
        unknowns={data.unknowns}
        isSubvolumes={data.isSubvolumes}
        tree={places}
        folded={folded}
        onFold={fold}
        order={order}
        onOrder={orderBy}
        selection={selection}
        onSelect={select}
        onOpen={show}
        onNear={loadBoth}
      />
      {mayPlan && selected.length > 0 ? (
        <Suspense fallback={null}>
          <SelectionBar
            hostId={hostId}
            selected={selected}
            noun={selected.every(({ leak }) => data.leaks[leak]?.kind === 'containerd-lease') ? 'lease' : 'layer'}
            offers={offers}
            deleteOnly={deleteOnly}
            everyOrphan={data.entries.filter(isSelectable).length}
            onClear={() => setSelection(new Set())}
          />
        </Suspense>
      ) : null}
      {/* An address can name an open row; a modal dialog has no place in what the server draws. */}
      {open && hydrated ? (
        <Suspense fallback={null}>
          <ProofPanel
            hostId={hostId}
            entry={open}
            data={data}
            mayPlan={mayPlan}
            protectedNames={protectedNames}
            onClose={() => changeUrl({ object: null })}
          />
        </Suspense>
      ) : null}
    </div>
  );
}

function withOrWithout(ids: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(ids);
  if (isIn) next.add(id);
  else next.delete(id);
  return next;
}
