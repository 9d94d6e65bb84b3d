import { known } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { ContainerdFacts } from '../../../domain/layer-facts.ts';
import type { LedgerRowId } from '../../../domain/storage-report.ts';
import { isBuildkitName } from '../ownership/layer-names.ts';
import { isAtOrBelow } from '../paths.ts';
import { type LedgerInput, type LedgerPart, type LedgerParts, partOf } from './ledger-part.ts';

/**
 * With containerd's image store the layers are containerd's snapshots, which may lie outside Docker's data root altogether.
 * containerd records the disk usage of every committed snapshot; active ones (containers, builds) are measured.
 */
type Snapshot = ContainerdFacts['snapshots'][number];

export function containerdParts({ facts, sizes }: LedgerInput, found: LedgerParts): void {
  const { engine, containerd } = facts.sections;
  if (engine.state === 'unknown' || engine.value.imageStore !== 'containerd') {
    const root = separateContainerdRoot(facts);
    if (root !== null) found.parts.push(partOf('docker-other', root, sizes.find('containerd-root', root)));
    return;
  }
  if (containerd.state === 'unknown') {
    for (const row of ['image-layers', 'writable-layers', 'build-cache'] as const)
      found.unknownRows.set(row, containerd);
    return;
  }
  const { root, snapshots, contentBytes } = containerd.value;
  if (root === null) return;
  for (const snapshot of snapshots) found.parts.push(snapshotPart(snapshot, root, { facts, sizes }));
  if (contentBytes !== null) {
    const how = 'compressed layers that containerd keeps (sizes of its files)';
    const bytes = known(contentBytes);
    found.parts.push({ row: 'image-layers', path: root, bytes, exact: false, how, measuredAt: facts.collectedAt });
  }
}

function snapshotPart(
  snapshot: Snapshot,
  root: string,
  { facts, sizes }: Pick<LedgerInput, 'facts' | 'sizes'>,
): LedgerPart {
  const row = rowOf(snapshot);
  if (snapshot.sizeBytes === null) {
    const path = snapshotPath(snapshot, root);
    return { ...partOf(row, path, sizes.find('containerd-root', path)), path: root };
  }
  const how = 'as containerd recorded it when the layer was committed';
  return { row, path: root, bytes: known(snapshot.sizeBytes), exact: true, how, measuredAt: facts.collectedAt };
}

/** Keys are `<namespace>/<number>/<name>`: `sha256:…` an image layer, 25 characters BuildKit's, the rest containers'. */
function rowOf({ key, kind }: Snapshot): LedgerRowId {
  const [namespace = '', , name = ''] = key.split('/');
  if (namespace !== 'moby') return 'docker-other';
  if (isBuildkitName(name.replace(/-view$/, ''))) return 'build-cache';
  return kind === 'committed' ? 'image-layers' : 'writable-layers';
}

/** On btrfs a committed snapshot is a subvolume in `snapshots`, the others lie in `active` and `view`. */
export function snapshotPath(
  { snapshotter, id, kind }: Pick<Snapshot, 'snapshotter' | 'id' | 'kind'>,
  root: string,
): string {
  const folder = snapshotter === 'btrfs' && kind !== 'committed' ? kind : 'snapshots';
  return `${root}/io.containerd.snapshotter.v1.${snapshotter}/${folder}/${id}`;
}

/** With graph drivers containerd only runs containers; its directory is Docker's all the same, unless it lies in the data root. */
export function separateContainerdRoot({ sections: { containerd, dataRoot } }: HostFacts): string | null {
  const root = containerd.state === 'known' ? containerd.value.root : null;
  if (root === null || dataRoot.state === 'unknown' || isAtOrBelow(root, dataRoot.value.path)) return null;
  return root;
}
