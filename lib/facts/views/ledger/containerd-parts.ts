import { type Fact, known } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { ContainerdFacts } from '../../../domain/layer-facts.ts';
import type { LedgerRowId } from '../../../domain/storage-report.ts';
import { type JudgedStore, leakState } from '../containerd/judged-store.ts';
import type { LeaseRow } from '../containerd/lease-row.ts';
import { snapshotPath } from '../containerd/snapshot-path.ts';
import type { StoreOwner } from '../containerd/store-owners.ts';
import { keyOf } from '../containerd/store-rows.ts';
import { isBuildkitName } from '../ownership/layer-names.ts';
import { isAtOrBelow } from '../paths.ts';
import { type LedgerInput, type LedgerPart, type LedgerParts, partOf } from './ledger-part.ts';

/**
 * With containerd's image store the layers are containerd's snapshots, which may lie outside Docker's data root altogether.
 * containerd records the disk usage of every committed snapshot; active ones (containers, builds) are measured. Each snapshot, blob and
 * download counts once, with its owner (docs/reference/containerd-on-disk.md#whose-it-is).
 */
type Snapshot = ContainerdFacts['snapshots'][number];

export function containerdParts({ facts, sizes, store, leaks }: LedgerInput, found: LedgerParts): void {
  const { engine, containerd } = facts.sections;
  if (engine.state === 'unknown' || engine.value.imageStore !== 'containerd') {
    const root = separateContainerdRoot(facts);
    if (root !== null) found.parts.push(partOf('docker-other', root, sizes.find('containerd-root', root)));
    return;
  }
  if (leaks.state === 'unknown') found.unknownRows.set('leaked-layers', leaks);
  if (containerd.state === 'unknown') {
    for (const row of storeRowIds) found.unknownRows.set(row, containerd);
    return;
  }
  if (store?.state === 'known') {
    judgedParts(store.value, { facts, sizes }, found);
    return;
  }
  const { root, snapshots, contentBytes } = containerd.value;
  if (root === null) return;
  // Whose a snapshot is tells only its name here; leases are told apart by the proof alone.
  if (store !== null) found.unknownRows.set('leaked-layers', store);
  for (const snapshot of snapshots)
    found.parts.push(snapshotPart(rowOfName(snapshot), snapshot, root, { facts, sizes }));
  if (contentBytes !== null) found.parts.push(filePart('compressed-copies', root, contentBytes, facts));
}

const storeRowIds = ['image-layers', 'compressed-copies', 'writable-layers', 'build-cache', 'leaked-layers'] as const;

type Around = Pick<LedgerInput, 'facts' | 'sizes'>;

function judgedParts({ facts: own, view }: JudgedStore, around: Around, found: LedgerParts): void {
  const { graph, ownerOf } = view;
  const leases = new Map(view.leases.map((row) => [row.id, row]));
  const rowAt = (node: number, images: 'image-layers' | 'compressed-copies'): LedgerRowId =>
    node < 0 ? 'unfinished-transfers' : rowOfOwner(ownerOf(node), images, leases);
  for (const snapshot of own.store.snapshots) {
    const [namespace, key] = keyOf(snapshot.key);
    const node = graph.nodeOf('snapshot', namespace, `${snapshot.snapshotter}/${key}`);
    found.parts.push(snapshotPart(rowAt(node, 'image-layers'), snapshot, own.root, around));
  }
  const digests = new Map<string, number>();
  const downloads = new Map(Object.entries(own.details.ingestBytes));
  for (const { name, content, ingests } of own.records.namespaces) {
    // The same blob in several namespaces is one file.
    for (const { digest, sizeBytes } of content) digests.set(digest, sizeBytes ?? 0);
    for (const { ref, folder } of ingests) {
      const bytes = downloads.get(folder ?? '');
      if (bytes === undefined) continue;
      downloads.delete(folder ?? '');
      const row = rowAt(graph.nodeOf('ingest', name, ref), 'compressed-copies');
      found.parts.push(filePart(row, own.root, bytes, around.facts));
    }
  }
  for (const bytes of downloads.values())
    found.parts.push(filePart('unfinished-transfers', own.root, bytes, around.facts));
  for (const [digest, bytes] of digests)
    found.parts.push(
      filePart(rowAt(graph.nodeOf('file', '', digest), 'compressed-copies'), own.root, bytes, around.facts),
    );
}

function rowOfOwner(
  { kind, name }: StoreOwner,
  images: LedgerRowId,
  leases: ReadonlyMap<string, LeaseRow>,
): LedgerRowId {
  switch (kind) {
    case 'container':
      return 'writable-layers';
    case 'image':
      return images;
    case 'build-record':
      return 'build-cache';
    case 'hold':
      return 'quarantine';
    case 'lease': {
      const row = leases.get(name);
      const state = row === undefined ? null : leakState(row);
      if (state === 'orphan') return 'leaked-layers';
      return state === 'unfinished' ? 'unfinished-transfers' : 'unproven-leases';
    }
    case 'other-namespace':
      return 'other-containerd-users';
    case 'unfinished':
    case 'unknown':
      return 'unfinished-transfers';
    case 'history':
    case 'root':
      return 'docker-other';
  }
}

function snapshotPart(row: LedgerRowId, snapshot: Snapshot, root: string, { facts, sizes }: Around): LedgerPart {
  if (snapshot.sizeBytes === null) {
    const path = snapshotPath(snapshot, root);
    return { ...partOf(row, path, sizes.find('containerd-root', path)), path: root };
  }
  // Subvolumes share extents, of which each records the whole.
  const isShared = snapshot.snapshotter === 'btrfs';
  const how = `as containerd recorded it when the layer was committed${isShared ? ', with what it shares' : ''}`;
  const bytes: Fact<number> = known(snapshot.sizeBytes);
  return { row, path: root, bytes, exact: !isShared, how, measuredAt: facts.collectedAt };
}

function filePart(row: LedgerRowId, root: string, bytes: number, { collectedAt }: HostFacts): LedgerPart {
  const how = 'sizes of containerd’s compressed files';
  return { row, path: root, bytes: known(bytes), exact: false, how, measuredAt: collectedAt };
}

/** Keys are `<namespace>/<number>/<name>`: `sha256:…` an image layer, 25 characters BuildKit's, the rest containers'. */
function rowOfName({ key, kind }: Snapshot): LedgerRowId {
  const [namespace, name] = keyOf(key);
  if (namespace !== 'moby') return 'other-containerd-users';
  if (isBuildkitName(name.replace(/-view$/, ''))) return 'build-cache';
  return kind === 'committed' ? 'image-layers' : 'writable-layers';
}

/** With graph drivers containerd only runs containers; its directory is Docker's all the same, unless it lies in the data root. */
export function separateContainerdRoot({ sections: { containerd, dataRoot } }: HostFacts): string | null {
  const root = containerd.state === 'known' ? containerd.value.root : null;
  if (root === null || dataRoot.state === 'unknown' || isAtOrBelow(root, dataRoot.value.path)) return null;
  return root;
}
