import type { ContainerdLease } from '../../../domain/containerd-facts.ts';
import { isBuildkitName, isHexId } from '../ownership/layer-names.ts';
import { expiryOf } from './gc-labels.ts';

/**
 * Whose a lease is by its form (docs/reference/containerd-on-disk.md#leases-of-docker): its id, its labels and what it holds together. What does
 * not fit one of them in all three is someone's own and is kept.
 */
export type LeaseForm =
  /** Bilge's own, which keeps what a removed lease held */
  | { kind: 'hold' }
  | { kind: 'container'; owner: string }
  | { kind: 'build-record'; owner: string }
  | { kind: 'history'; owner: string }
  /** the image store of a graph driver keeps manifests by it */
  | { kind: 'graph-driver' }
  /** ends by itself: with its operation, at this time, or with dockerd */
  | { kind: 'operation'; operation: 'pull' | 'load' | 'build'; until: number | null }
  | { kind: 'unknown' };

const holdLabel = 'bilge/quarantine';
/** A lease that was restored is a new one: this says when the first was made. */
const restoredLabel = 'bilge/createdat';
const flat = 'containerd.io/gc.flat';
const pulls = 'moby/prune.images';
const temporary = 'buildkit/lease.temporary';

export function leaseForm(lease: ContainerdLease, inHistory: boolean): LeaseForm {
  const { id, labels } = lease;
  if (labels[holdLabel] !== undefined) return { kind: 'hold' };
  if (inHistory) {
    const build = /^ref_(.+)$/.exec(id)?.[1];
    return build === undefined || hasOther(labels, [flat]) ? { kind: 'unknown' } : { kind: 'history', owner: build };
  }
  if (id.startsWith('moby-image-')) return { kind: 'graph-driver' };
  if (isHexId(id) && !hasOther(labels, [])) return holdsOnly(lease, [id, `${id}-init`, `${id}-init-key`], id);
  const until = expiryOf(labels);
  if (until !== null) return { kind: 'operation', operation: operationOf(labels), until };
  const record = id.replace(/-(?:variants|view)$/, '');
  if (isBuildkitName(record) && !hasOther(labels, id.endsWith('-view') ? [flat, temporary] : [flat]))
    return { kind: 'build-record', owner: record };
  if (labels[temporary] !== undefined) return { kind: 'operation', operation: 'build', until: null };
  return { kind: 'unknown' };
}

function operationOf(labels: Record<string, string>): 'pull' | 'load' | 'build' {
  if (labels[pulls] !== undefined) return 'pull';
  return labels[temporary] === undefined ? 'load' : 'build';
}

function holdsOnly(lease: ContainerdLease, keys: readonly string[], owner: string): LeaseForm {
  const isOwn =
    lease.content.length + lease.ingests.length + lease.images.length === 0 &&
    lease.snapshots.every(({ key }) => keys.includes(key));
  return isOwn ? { kind: 'container', owner } : { kind: 'unknown' };
}

function hasOther(labels: Record<string, string>, allowed: readonly string[]): boolean {
  return Object.keys(labels).some((label) => label !== restoredLabel && !allowed.includes(label));
}

/** ISO: when the lease was made that this one is, or is the restored form of. */
export function madeAt({ createdAt, labels }: Pick<ContainerdLease, 'createdAt' | 'labels'>): string | null {
  return labels[restoredLabel] ?? createdAt;
}
