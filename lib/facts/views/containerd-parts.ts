import { known } from '../../domain/fact.ts';
import { notMeasured } from './leak.ts';
import type { LedgerInput, LedgerParts } from './ledger-parts.ts';

/**
 * With containerd's image store the layers are containerd's snapshots, which may lie outside Docker's data root altogether.
 * containerd records the disk usage of every committed snapshot; active ones (containers, builds at work) it does not.
 */
export function containerdParts({ facts }: LedgerInput, found: LedgerParts): void {
  const { engine, containerd } = facts.sections;
  if (engine.state === 'unknown' || engine.value.imageStore !== 'containerd') return;
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
