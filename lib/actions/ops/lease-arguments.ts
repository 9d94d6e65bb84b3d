import { z } from 'zod';
import type { ContainerdApi, LeaseResource } from '../../domain/containerd-api.ts';
import { ContainerdError } from '../../domain/errors.ts';
import type { EngineJudgement, LeaseOwner, StoreTools } from './op.ts';

/** What the ops over containerd's leases share: how a lease is told, and what its hold is called. */

/** containerd's own form of ids (pkg/identifiers), at most 76 characters with what Bilge puts before it. */
export const leaseId = z
  .string()
  .regex(/^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/, 'not the id of a lease')
  .max(70);
export const leaseNamespace = z
  .string()
  .regex(/^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/, 'not a namespace')
  .max(76);

/** A type, a blank, an id: `snapshots/overlayfs sha256:…`. */
const resourceWords = z.array(
  z.string().regex(/^(?:content|ingests|images|snapshots\/[a-z0-9-]+) .+$/s, 'not a resource'),
);

/** `key=value`; a label of Docker's has no equals sign in its key. */
const labelWords = z.array(z.string().regex(/^[^=]+=/s, 'not a label'));

const ownerArguments = {
  owner: z.enum(['container', 'build-record', 'history']),
  ownerId: leaseId,
  folders: z.array(
    z.string().regex(/^io\.containerd\.snapshotter\.v1\.[a-z0-9-]+\/(?:snapshots|active|view)\/\d+$/, 'not a snapshot'),
  ),
};

/** The lease as the facts of the plan had it. */
export const leaseArguments = z.object({
  namespace: leaseNamespace,
  id: leaseId,
  createdAt: z.iso.datetime(),
  labels: labelWords,
  resources: resourceWords,
  bytes: z.number().nullable(),
  /** ISO: containerd drops the hold at its next collection after that */
  until: z.iso.datetime(),
  ...ownerArguments,
});

/** A hold as it was seen. `createdAt` null: the same run makes it. */
export const holdArguments = z.object({
  namespace: leaseNamespace,
  id: leaseId,
  createdAt: z.iso.datetime().nullable(),
  resources: resourceWords,
  ...ownerArguments,
});

const holdPrefix = 'bilge-';
export const holdLabel = 'bilge/quarantine';
export const originalLabel = 'bilge/original.';
export const restoredLabel = 'bilge/createdat';
export const flatLabel = 'containerd.io/gc.flat';
export const expireLabel = 'containerd.io/gc.expire';

export const holdIdOf = (id: string): string => `${holdPrefix}${id}`;

export function resourcesOf(words: readonly string[]): LeaseResource[] {
  return words.map((word) => ({ type: word.slice(0, word.indexOf(' ')), id: word.slice(word.indexOf(' ') + 1) }));
}

export function wordsOf(resources: readonly LeaseResource[]): string[] {
  return resources.map(({ type, id }) => `${type} ${id}`).sort();
}

export function labelsOf(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]));
}

export function isSame(one: readonly string[], other: readonly string[]): boolean {
  const [left, right] = [[...one].sort(), [...other].sort()];
  return left.length === right.length && left.every((word, index) => word === right[index]);
}

export function ownerOf(args: {
  namespace: string;
  owner: LeaseOwner['kind'];
  ownerId: string;
  folders: string[];
}): LeaseOwner {
  return { kind: args.owner, id: args.ownerId, namespace: args.namespace, folders: args.folders };
}

/** Null where there is no such lease, which containerd says by an error. */
export async function resourcesIn(api: ContainerdApi, namespace: string, id: string): Promise<string[] | null> {
  try {
    return wordsOf(await api.resources(namespace, id));
  } catch (error) {
    if (error instanceof ContainerdError && error.status === 'not-found') return null;
    throw error;
  }
}

/** What the two calls of `collectNow` are to a person who reads the plan. */
export const collectCalls = ['Leases/Create of a lease that holds nothing', 'Leases/Delete of the same'] as const;

/** The name of what a run makes for itself in containerd's store, to have it collect. */
export const ownName = (runId: string): string => `bilge-collect-${runId.replace(/^run_/, '')}`;

/** Deleting any lease makes containerd collect, so one that holds nothing is made and deleted; the deletion waits for the collection. */
export async function collectNow(
  namespace: string,
  { containerd, runId, now }: Pick<StoreTools, 'containerd' | 'runId' | 'now'>,
): Promise<void> {
  const own = ownName(runId);
  const end = new Date(Date.parse(now) + 3_600_000).toISOString();
  await containerd.create(namespace, own, { 'bilge/collect': runId, [expireLabel]: end });
  await containerd.deleteAndCollect(namespace, own);
}

export function refused(guardId: string, said: string): EngineJudgement {
  return { state: 'refused', guardId, said };
}
