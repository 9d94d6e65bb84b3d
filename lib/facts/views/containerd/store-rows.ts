import { type Fact, known, unknown } from '../../../domain/fact.ts';
import type { ContainerdFacts } from '../../../domain/layer-facts.ts';
import { atOnce, eachInPieces, type InPieces, mapInPieces } from '../../../domain/slices.ts';
import type { LayerRow } from '../../../domain/storage-report.ts';
import { notMeasured } from '../leaks/leak.ts';
import { type JudgedStore, leakState } from './judged-store.ts';
import type { LeaseRow } from './lease-row.ts';
import { snapshotPath } from './snapshot-path.ts';
import { secondsOf } from './store-index.ts';
import type { StoreOwner } from './store-owners.ts';

/**
 * One row for each snapshot of containerd, with its owner in words people use, as layer-rows.ts has them for a storage driver. What
 * containerd's own database no longer names is removed at its next collection.
 */
function* storeRows({ facts, view }: JudgedStore): InPieces<LayerRow[]> {
  const { graph, sizes, ownerOf } = view;
  const names = new Names(facts);
  const leases = new Map(view.leases.map((row) => [row.id, row]));
  const imagesOf = yield* imagesInPieces({ facts, view });
  const named = new Set<string>();
  yield* eachInPieces(facts.records.namespaces, ({ name, snapshots }) => {
    for (const each of snapshots) named.add(`${each.snapshotter} ${each.name ?? `${name}/${each.key}`}`);
  });
  return yield* mapInPieces(facts.store.snapshots, (snapshot): LayerRow => {
    const [namespace, key] = keyOf(snapshot.key);
    const node = graph.nodeOf('snapshot', namespace, `${snapshot.snapshotter}/${key}`);
    const owner = node < 0 || !named.has(`${snapshot.snapshotter} ${snapshot.key}`) ? null : ownerOf(node);
    const isPlain = namespace === facts.namespace && snapshot.snapshotter === facts.engine.storageDriver;
    return {
      name: isPlain ? key : `${snapshot.snapshotter} ${snapshot.key}`,
      path: snapshotPath(snapshot, facts.root),
      images: imagesOf.get(node) ?? [],
      containers: [],
      bytes: sizeOf(snapshot, sizes.own(node)),
      bornSeconds: secondsOf(snapshot.createdAt ?? null),
      state: null,
      ...ownerParts(owner, { key, names, leases }),
    };
  });
}

function sizeOf({ sizeBytes }: ContainerdFacts['snapshots'][number], own: number | null | undefined): Fact<number> {
  if (sizeBytes !== null) return known(sizeBytes);
  return own === undefined || own === null ? notMeasured : known(own);
}

type OwnerParts = Pick<LayerRow, 'kind' | 'detail'> & Partial<Pick<LayerRow, 'containers' | 'state' | 'lease'>>;

interface Around {
  key: string;
  names: Names;
  leases: ReadonlyMap<string, LeaseRow>;
}

function ownerParts(owner: StoreOwner | null, { key, names, leases }: Around): OwnerParts {
  const waits = 'containerd removes it at its next collection';
  if (owner === null) return { kind: 'other', detail: `no record names it: ${waits}` };
  switch (owner.kind) {
    case 'container':
      return { kind: key === owner.name ? 'container' : 'init', containers: [names.container(owner.name)], detail: '' };
    case 'image':
      return { kind: 'image', detail: '' };
    case 'build-record':
      return { kind: 'build-cache', detail: `record ${owner.name}` };
    case 'lease':
      return ofLease(leases.get(owner.name), owner.name);
    case 'unknown':
      return { kind: 'other', detail: `nothing keeps it: ${waits}` };
    default:
      return { kind: 'other', detail: otherOwnerWords(owner) };
  }
}

function ofLease(row: LeaseRow | undefined, id: string): OwnerParts {
  const state = row === undefined ? null : leakState(row);
  if (state === 'unfinished') return { kind: 'other', detail: `a pull, load or build that was cut off, lease ${id}` };
  if (state === null) return { kind: 'other', detail: `lease ${id}, which is none that Docker makes` };
  return { kind: 'leased', state, lease: id, detail: `lease ${id}` };
}

/** Of owners that are no container, image or record of the build cache. */
export function otherOwnerWords({ kind, name }: StoreOwner): string {
  switch (kind) {
    case 'history':
      return 'the history of builds';
    case 'unfinished':
      return 'a pull, load or build that is not finished';
    case 'hold':
      return 'the quarantine of Bilge';
    case 'other-namespace':
      return `containerd’s namespace ${name}, which is not Docker’s`;
    case 'root':
      return 'containerd itself: a label keeps it';
    default:
      return '';
  }
}

class Names {
  readonly #names: ReadonlyMap<string, string>;

  constructor({ listed, onDisk }: JudgedStore['facts']) {
    this.#names = new Map([
      ...onDisk.map(({ id, config }) => [id, config?.name.replace(/^\//, '') ?? ''] as const),
      ...listed.map(({ id, names }) => [id, names[0]?.replace(/^\//, '') ?? ''] as const),
    ]);
  }

  container(id: string): string {
    return this.#names.get(id) || id.slice(0, 12);
  }
}

/** `<namespace>/<number>/<key>` */
export function keyOf(backendKey: string): [namespace: string, key: string] {
  const [namespace = '', , ...rest] = backendKey.split('/');
  return [namespace, rest.join('/')];
}

/** Every image that needs a snapshot or file, by its node: the owner alone would name the first. */
export function imagesByNode(store: JudgedStore): ReadonlyMap<number, string[]> {
  return atOnce(imagesInPieces(store));
}

/** A graph never changes: for each look-up it would be walked once for every image. Two scans may have the same graph. */
const walked = new WeakMap<JudgedStore['view']['graph'], { namespace: string; found: ReadonlyMap<number, string[]> }>();

function* imagesInPieces(store: JudgedStore): InPieces<ReadonlyMap<number, string[]>> {
  const before = walked.get(store.view.graph);
  const { namespace } = store.facts;
  if (before?.namespace === namespace) return before.found;
  const found = yield* walkedImages(store);
  walked.set(store.view.graph, { namespace, found });
  return found;
}

function* walkedImages({ facts, view: { graph } }: JudgedStore): InPieces<ReadonlyMap<number, string[]>> {
  const found = new Map<number, string[]>();
  const images = facts.records.namespaces.find(({ name }) => name === facts.namespace)?.images ?? [];
  yield* eachInPieces(images, (image) => {
    const seen = new Set<number>();
    const waiting = [graph.startOf('image', facts.namespace, image.name)];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      if (node < 0 || seen.has(node)) continue;
      seen.add(node);
      const type = graph.objectAt(node)?.type;
      if (type === 'snapshot' || type === 'file') {
        const known = found.get(node);
        if (known === undefined) found.set(node, [shortName(image.name)]);
        else if (!known.includes(shortName(image.name))) known.push(shortName(image.name));
      }
      waiting.push(...(graph.edges[node] ?? []));
    }
  });
  return found;
}

/** As `docker images` writes it; an image without a name is called by its digest. */
export function shortName(image: string): string {
  return image
    .replace(/^docker\.io\/(?:library\/)?/, '')
    .replace(/^moby-dangling@(sha256:[0-9a-f]{12})[0-9a-f]*$/, 'untagged image $1');
}

/** Where a store could not be judged there is no row, and the reason is said. */
export function* rowsOfStore(judged: Fact<JudgedStore>): InPieces<Fact<LayerRow[]>> {
  if (judged.state === 'unknown') return unknown(judged.reason, judged.detail);
  return known(yield* storeRows(judged.value));
}
