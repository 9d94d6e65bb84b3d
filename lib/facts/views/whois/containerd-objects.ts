import { type Fact, known, mapFact, unknown } from '../../../domain/fact.ts';
import { leakStateWords } from '../../../domain/leak-words.ts';
import { type JudgedStore, judgedStore, leakState } from '../containerd/judged-store.ts';
import type { LeaseRow } from '../containerd/lease-row.ts';
import { snapshotPath } from '../containerd/snapshot-path.ts';
import { imagesByNode, keyOf } from '../containerd/store-rows.ts';
import { type KnownObject, momentOf, namesOf, naming, noSize, type Searched, type WhoisInput } from './known-object.ts';
import { freedBy, Names } from './store-owner-words.ts';

/** Snapshots, blobs and leases of containerd, with the owner that its records tell (lib/facts/views/containerd); older scans tell less. */
export function containerdObjects({ facts, sizes }: WhoisInput): Searched[] {
  const { containerd, engine } = facts.sections;
  const isStore = engine.state === 'unknown' || engine.value.imageStore === 'containerd';
  // Where Docker keeps its layers itself, containerd's store is no place to look in.
  if (
    !isStore &&
    (containerd.state === 'unknown' || containerd.value.snapshots.length + containerd.value.leases.length === 0)
  )
    return [];
  const judged = judgedStore(facts, sizes);
  const store = judged?.state === 'known' ? new Store(judged.value) : null;
  const other = new Names(facts);
  return [
    {
      what: 'containerd snapshots',
      objects: mapFact(containerd, ({ root, snapshots }) =>
        snapshots.map((each) => snapshotObject(each, root, store, other)),
      ),
    },
    {
      what: 'containerd leases',
      objects: mapFact(containerd, ({ leases }) => leases.map((each) => leaseObject(each, store, other))),
    },
    ...(store === null ? [] : [{ what: 'containerd blobs', objects: known(store.blobs(other)) }]),
  ];
}

/** What a name in the store belongs to, who else needs it, and what frees it. */
class Store {
  readonly judged: JudgedStore;
  readonly rows: ReadonlyMap<string, LeaseRow>;
  readonly #images: ReadonlyMap<number, string[]>;

  constructor(judged: JudgedStore) {
    this.judged = judged;
    this.rows = new Map(judged.view.leases.map((row) => [`${row.namespace}/${row.id}`, row]));
    this.#images = imagesByNode(judged);
  }

  images(node: number): string[] {
    return this.#images.get(node) ?? [];
  }

  words(node: number, names: Names): Pick<KnownObject, 'owner' | 'freedBy'> {
    const owner = this.judged.view.ownerOf(node);
    const images = this.images(node);
    if (owner.kind === 'image' && images.length > 0)
      return {
        owner: `image ${namesOf(images)}`,
        freedBy: `containerd deletes it when every image that has it is removed: ${namesOf(images)}.`,
      };
    return { owner: names.owner(owner), freedBy: freedBy(owner, names) };
  }

  /** Each file once, whichever namespaces list it. */
  blobs(names: Names): KnownObject[] {
    const { facts, view } = this.judged;
    const root = `${facts.root}/io.containerd.content.v1.content/blobs`;
    const spaces = new Map<string, { size: number | null; namespaces: string[] }>();
    for (const { name, content } of facts.records.namespaces)
      for (const { digest, sizeBytes } of content) {
        const found = spaces.get(digest);
        if (found === undefined) spaces.set(digest, { size: sizeBytes, namespaces: [name] });
        else found.namespaces.push(name);
      }
    return [...spaces].map(([digest, { size, namespaces }]): KnownObject => {
      const node = view.graph.nodeOf('file', '', digest);
      const hex = digest.slice(digest.indexOf(':') + 1);
      const path = `${root}/${digest.replace(':', '/')}`;
      const others = namespaces.length > 1 ? `, one file for ${namespaces.length} namespaces` : '';
      return {
        kind: 'containerd-blob',
        id: digest,
        label: digest,
        path,
        names: [digest, hex],
        paths: [path],
        why: `Compressed content, as it was pulled or built, in namespace ${namesOf(namespaces)}${others}.`,
        bytes: size === null ? noSize : known(size),
        remedies: [],
        ...this.words(node, names),
      };
    });
  }
}

type Snapshot = JudgedStore['facts']['store']['snapshots'][number];

function snapshotObject(snapshot: Snapshot, root: string | null, store: Store | null, names: Names): KnownObject {
  const { snapshotter, key, id, kind, parent, sizeBytes, createdAt } = snapshot;
  const path = root === null ? null : snapshotPath(snapshot, root);
  const [namespace, short] = keyOf(key);
  const below = parent === null ? '' : `, built on ${keyOf(parent)[1]}`;
  const made = momentOf(createdAt);
  const node = store?.judged.view.graph.nodeOf('snapshot', namespace, `${snapshotter}/${short}`) ?? -1;
  const measured = store?.judged.view.sizes.own(node) ?? null;
  const bytes = sizeBytes ?? measured;
  return {
    kind: 'containerd-snapshot',
    id: key,
    label: key,
    path,
    names: [key, short],
    paths: path === null ? [] : [path],
    why: `${kind} snapshot ${id} of ${snapshotter}${made === null ? '' : `, made ${made}`}${below}.`,
    bytes: bytes === null ? noSize : known(bytes),
    remedies: [],
    ...(store === null ? ofOlderScan(kind, short, names) : store.words(node, names)),
  };
}

function ofOlderScan(kind: string, key: string, names: Names): Pick<KnownObject, 'owner' | 'freedBy'> {
  return {
    owner:
      kind === 'active'
        ? names.container(key.replace(/-init$/, ''))
        : 'an image or the build cache; containerd does not say which here',
    freedBy: 'containerd deletes it by itself once nothing refers to it: remove its container or image.',
  };
}

interface ListedLease {
  namespace: string;
  id: string;
  createdAt: string | null;
}

function leaseObject({ namespace, id, createdAt }: ListedLease, store: Store | null, names: Names): KnownObject {
  const row = store?.rows.get(`${namespace}/${id}`);
  const made = momentOf(createdAt);
  const until = momentOf(row?.until);
  const holds = store === null ? '' : heldWords(store, namespace, id);
  return {
    kind: 'containerd-lease',
    id,
    label: id,
    path: null,
    names: [id, `${namespace}/${id}`],
    paths: [],
    owner: row === undefined ? names.container(id) : leaseOwner(row, names),
    why: [
      `Lease in namespace ${namespace}${made === null ? '' : `, made ${made}`}: it keeps what it refers to${holds}.`,
      row?.proof.at(-1)?.checked ?? '',
      until === null ? '' : `It ends ${until}.`,
    ]
      .filter((sentence) => sentence !== '')
      .join(' '),
    bytes: aloneOf(row),
    freedBy: row === undefined ? 'Docker deletes it with its owner.' : leaseEnd(row),
    remedies:
      row?.state === 'dead'
        ? (['quarantine', 'delete'] as const).flatMap((mode) => naming('remove-leaked-leases', 'names', [id], { mode }))
        : [],
  };
}

function aloneOf(row: LeaseRow | undefined): Fact<number> {
  const why = 'containerd shares layers between snapshots; what this lease alone holds is unknown.';
  return row?.aloneBytes ?? unknown('not-collected', why);
}

function heldWords({ judged: { facts } }: Store, namespace: string, id: string): string {
  const space = facts.records.namespaces.find(({ name }) => name === namespace);
  const lease = space?.leases.find((each) => each.id === id);
  if (lease === undefined) return '';
  const keys = lease.snapshots.map(({ key }) => (key.length > 24 ? `${key.slice(0, 19)}…` : key));
  const parts = [
    ...(keys.length === 0 ? [] : [`the ${keys.length === 1 ? 'snapshot' : 'snapshots'} ${namesOf(keys)}`]),
    ...(lease.content.length === 0 ? [] : [`${lease.content.length} of the blobs`]),
  ];
  return parts.length === 0 ? ', which is nothing' : ` (${parts.join(' and ')})`;
}

function leaseOwner(row: LeaseRow, names: Names): string {
  const { state, owner } = row;
  if (owner.kind !== 'unknown' && owner.kind !== 'lease') return names.owner(owner);
  if (state === 'other-data-root') return 'another data root, which may exist still';
  if (state === 'hidden-store') return 'an image or container of the other image store';
  if (state === 'expired') return 'a pull, load or build that ended';
  return state === 'unknown' ? 'unknown; it has no form that Docker gives' : 'no container or build that Docker knows';
}

function leaseEnd(row: LeaseRow): string {
  const state = leakState(row);
  if (state === 'unfinished')
    return 'It ends by itself; containerd then removes what it kept at its next collection, which any removal of an image or container starts.';
  if (state === null) return 'Docker deletes it with its owner.';
  if (state === 'orphan') return 'Quarantine it (can be restored), or delete it now.';
  return leakStateWords[state].about;
}
