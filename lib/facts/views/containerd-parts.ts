import { known } from '../../domain/fact.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { notMeasured } from './leak.ts';
import { type LedgerInput, type LedgerParts, partOf } from './ledger-parts.ts';
import { isAtOrBelow } from './paths.ts';

/**
 * With containerd's image store the layers are containerd's snapshots, which may lie outside Docker's data root altogether.
 * containerd records the disk usage of every committed snapshot; active ones (containers, builds at work) it does not.
 */
export function containerdParts({ facts, sizes }: LedgerInput, found: LedgerParts): void {
  const { engine, containerd } = facts.sections;
  if (engine.state === 'unknown' || engine.value.imageStore !== 'containerd') {
    const root = separateContainerdRoot(facts);
    if (root !== null) found.parts.push(partOf('docker-other', root, sizes.find('containerd-root', root)));
    return;
  }
  if (containerd.state === 'unknown') {
    for (const row of ['image-layers', 'writable-layers'] as const) found.unknownRows.set(row, containerd);
    return;
  }
  const { root, snapshots, contentBytes } = containerd.value;
  if (root === null) return;
  for (const { kind, sizeBytes } of snapshots) {
    found.parts.push({
      row: kind === 'committed' ? 'image-layers' : 'writable-layers',
      path: root,
      bytes: sizeBytes === null ? notMeasured : known(sizeBytes),
      exact: sizeBytes !== null,
      how: 'as containerd recorded it when the layer was committed',
      measuredAt: facts.collectedAt,
    });
  }
  if (contentBytes !== null) {
    const how = 'compressed layers that containerd keeps (sizes of its files)';
    const bytes = known(contentBytes);
    found.parts.push({ row: 'image-layers', path: root, bytes, exact: false, how, measuredAt: facts.collectedAt });
  }
}

/** With graph drivers containerd only runs containers; its directory is Docker's all the same, unless it lies in the data root. */
export function separateContainerdRoot({ sections: { containerd, dataRoot } }: HostFacts): string | null {
  const root = containerd.state === 'known' ? containerd.value.root : null;
  if (root === null || dataRoot.state === 'unknown' || isAtOrBelow(root, dataRoot.value.path)) return null;
  return root;
}
