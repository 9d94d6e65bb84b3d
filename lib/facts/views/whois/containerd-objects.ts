import { type Fact, known, mapFact, unknown } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import { snapshotPath } from '../containerd/snapshot-path.ts';
import { storeFacts } from '../containerd/store-facts.ts';
import type { StoreOwner } from '../containerd/store-owners.ts';
import { type LeaseRow, type StoreView, storeView } from '../containerd/store-view.ts';
import { type KnownObject, momentOf, noSize, type Searched, type WhoisInput } from './known-object.ts';

/** Snapshots and leases of containerd, with the owner that its records tell (lib/facts/views/containerd); older scans tell less. */
export function containerdObjects({ facts }: WhoisInput): Searched[] {
  const { containerd, engine } = facts.sections;
  const isStore = engine.state === 'unknown' || engine.value.imageStore === 'containerd';
  // Where Docker keeps its layers itself, containerd's store is no place to look in.
  if (
    !isStore &&
    (containerd.state === 'unknown' || containerd.value.snapshots.length + containerd.value.leases.length === 0)
  )
    return [];
  const owners = ownersOf(facts);
  return [
    { what: 'containerd snapshots', objects: snapshots(facts, owners) },
    { what: 'containerd leases', objects: leases(facts, owners) },
  ];
}

interface Owners {
  view: StoreView | null;
  rows: ReadonlyMap<string, LeaseRow>;
  /** `container NAME` of an id */
  container(id: string): string;
}

function ownersOf(facts: HostFacts): Owners {
  const { containers } = facts.sections;
  const needed = storeFacts(facts);
  const view = needed.state === 'known' ? storeView(needed.value, () => null) : null;
  const names = new Map(
    containers.state === 'known'
      ? containers.value.map((each) => [each.id, each.names[0]?.replace(/^\//, '') ?? each.id])
      : [],
  );
  return {
    view,
    rows: new Map(view?.leases.map((row) => [`${row.namespace}/${row.id}`, row])),
    container(id) {
      const name = names.get(id);
      if (name !== undefined) return `container ${name}`;
      return containers.state === 'known' ? 'no container that Docker knows' : 'unknown';
    },
  };
}

function snapshots({ sections: { containerd } }: HostFacts, owners: Owners): Fact<KnownObject[]> {
  return mapFact(containerd, ({ root, snapshots: all }) =>
    all.map((snapshot): KnownObject => {
      const { snapshotter, key, id, kind, parent, sizeBytes } = snapshot;
      const path = root === null ? null : snapshotPath(snapshot, root);
      const short = key.slice(key.lastIndexOf('/') + 1);
      const below = parent === null ? '' : `, built on ${parent.slice(parent.lastIndexOf('/') + 1)}`;
      return {
        kind: 'containerd-snapshot',
        id: key,
        label: key,
        path,
        names: [key, short],
        paths: path === null ? [] : [path],
        owner: snapshotOwner(snapshot, owners),
        why: `${kind} snapshot ${id} of ${snapshotter}${below}.`,
        bytes: sizeBytes === null ? noSize : known(sizeBytes),
        freedBy: 'containerd deletes it by itself once nothing refers to it: remove its container or image.',
        remedies: [],
      };
    }),
  );
}

/** The key in the snapshotter's own database is `<namespace>/<number>/<key>`. */
function snapshotOwner(
  { snapshotter, key, kind }: { snapshotter: string; key: string; kind: string },
  owners: Owners,
): string {
  const [namespace = '', , ...rest] = key.split('/');
  const own = rest.join('/');
  if (owners.view === null) {
    return kind === 'active'
      ? owners.container(own.replace(/-init$/, ''))
      : 'an image or the build cache; containerd does not say which here';
  }
  const { graph, ownerOf } = owners.view;
  return ownerWords(ownerOf(graph.nodeOf('snapshot', namespace, `${snapshotter}/${own}`)), owners);
}

function ownerWords({ kind, name }: StoreOwner, owners: Owners): string {
  switch (kind) {
    case 'container':
      return owners.container(name);
    case 'image':
      return `image ${name}`;
    case 'build-record':
      return `build cache, record ${name}`;
    case 'history':
      return 'the history of builds';
    case 'unfinished':
      return 'a pull, load or build that is not finished';
    case 'hold':
      return 'a hold of Bilge';
    case 'lease':
      return `lease ${name}, whose owner is not here`;
    case 'other-namespace':
      return `containerd’s namespace ${name}, which is not Docker’s`;
    default:
      return 'unreferenced: containerd removes it at its next collection';
  }
}

function leases({ sections: { containerd } }: HostFacts, owners: Owners): Fact<KnownObject[]> {
  return mapFact(containerd, ({ leases: all }) =>
    all.map(({ namespace, id, createdAt }): KnownObject => {
      const row = owners.rows.get(`${namespace}/${id}`);
      const made = momentOf(createdAt);
      const until = momentOf(row?.until);
      return {
        kind: 'containerd-lease',
        id,
        label: id,
        path: null,
        names: [id, `${namespace}/${id}`],
        paths: [],
        owner: row === undefined ? owners.container(id) : leaseOwner(row, owners),
        why: [
          `Lease in namespace ${namespace}${made === null ? '' : `, made ${made}`}: it keeps what it refers to.`,
          row?.proof.at(-1)?.checked ?? '',
          until === null ? '' : `It ends ${until}.`,
        ]
          .filter((sentence) => sentence !== '')
          .join(' '),
        bytes:
          row?.aloneBytes ??
          unknown(
            'not-collected',
            'containerd shares layers between snapshots; what this lease alone holds is unknown.',
          ),
        freedBy: 'Docker deletes it with its owner. Bilge only reports leases.',
        remedies: [],
      };
    }),
  );
}

function leaseOwner({ state, owner }: LeaseRow, owners: Owners): string {
  if (owner.kind !== 'unknown' && owner.kind !== 'lease') return ownerWords(owner, owners);
  if (state === 'other-data-root') return 'another data root, which may exist still';
  if (state === 'hidden-store') return 'an image or container of the other image store';
  if (state === 'expired') return 'a pull, load or build that ended';
  return state === 'unknown' ? 'unknown; it has no form that Docker gives' : 'no container or build that Docker knows';
}
