import type { ContainerdNamespace, ContainerdRecords, GcLabels } from '../../../domain/containerd-facts.ts';
import { atOnce, eachInPieces, type InPieces } from '../../../domain/slices.ts';
import {
  conditionsOf,
  expiryOf,
  holdersOf,
  isEmpty,
  isFlat,
  isRoot,
  isUnknownLabel,
  type Reference,
  referencesOf,
  usesOf,
} from './gc-labels.ts';
import { idOf, ObjectNames, type ObjectType } from './object-names.ts';

/**
 * What holds what, as containerd's collector sees it (docs/reference/containerd-on-disk.md#reachability). A node is an object of one namespace,
 * in one of two ways to reach it: a flat lease follows the parents of a snapshot and no labels, so the same object may be reached flat by
 * one lease and whole by another. Both ways lead to the object, and content of any namespace leads to the one file of its digest.
 */
export interface StoreObject {
  namespace: string;
  type: ObjectType;
  /** of a snapshot `<snapshotter>/<key>` */
  key: string;
}

export interface StoreGraph {
  objects: readonly StoreObject[];
  /** node 0 is the collector itself, from which everything that is held can be reached */
  edges: readonly (readonly number[])[];
  /** the nodes of the objects themselves; -1 where there is no such object */
  nodeOf(type: ObjectType, namespace: string, key: string): number;
  /** the same, without a text made for each of thousands */
  snapshotNode(namespace: string, snapshotter: string, key: string): number;
  /** from where everything is reached that the object holds when it is held whole */
  startOf(type: ObjectType, namespace: string, key: string): number;
  objectAt(node: number): StoreObject | null;
  unknownLabels: readonly string[];
  /** from when it was made for up to this moment the same records make the same graph */
  sameUntil: number;
}

export function storeGraph(records: ContainerdRecords, now: number): StoreGraph {
  return atOnce(storeGraphInPieces(records, now));
}

export function* storeGraphInPieces(records: ContainerdRecords, now: number): InPieces<StoreGraph> {
  const builder = new Builder(now);
  for (const namespace of records.namespaces) yield* builder.declare(namespace);
  for (const namespace of records.namespaces) yield* builder.connect(namespace);
  return builder.graph();
}

/** Ways to reach an object: `whole` follows everything, `flat` parents only. */
type Way = 'whole' | 'flat';

class Builder {
  readonly #now: number;
  readonly #objects: StoreObject[] = [];
  readonly #edges: number[][] = [[]];
  /** by node; null for the collector and for ways */
  readonly #objectAt: (StoreObject | null)[] = [null];
  readonly #names = new ObjectNames();
  /** by node of an object: the node of each way to it; ways to what is not there are told by a text */
  readonly #ways: Record<Way, number[]> = { whole: [], flat: [] };
  readonly #absent = new Map<string, number>();
  readonly #unknown = new Set<string>();
  #sameUntil = Number.POSITIVE_INFINITY;

  constructor(now: number) {
    this.#now = now;
  }

  *declare({ name, ...space }: ContainerdNamespace): InPieces<void> {
    yield* eachInPieces(space.content, ({ digest, labels }) => {
      const content = this.#object('content', name, digest, labels);
      const file = this.#names.get('file', '', digest);
      const node = file < 0 ? this.#object('file', '', digest, {}) : file;
      this.#link(content, node);
    });
    yield* eachInPieces(space.snapshots, ({ snapshotter, key, labels }) => {
      this.#names.setSnapshot(name, snapshotter, key, this.#add('snapshot', name, `${snapshotter}/${key}`, labels));
    });
    for (const image of space.images) this.#object('image', name, image.name, image.labels);
    for (const { ref } of space.ingests) this.#object('ingest', name, ref, {});
    for (const { id, labels } of space.containers) this.#object('container', name, id, labels);
    for (const { id, labels } of space.sandboxes) this.#object('sandbox', name, id, labels);
    yield* eachInPieces(space.leases, ({ id, labels }) => this.#object('lease', name, id, labels));
  }

  *connect(space: ContainerdNamespace): InPieces<void> {
    const { name } = space;
    const usedAt = new Map<string, number[]>();
    for (const { snapshotter, key, labels } of space.snapshots) {
      const uses = usesOf(labels);
      if (uses.length > 0) usedAt.set(`${snapshotter}/${key}`, uses);
    }
    yield* eachInPieces(space.content, ({ digest, labels }) => {
      const node = this.#way('content', name, digest, 'whole');
      if (isRoot(labels)) this.#link(0, node);
      this.#labelled(node, name, labels, usedAt);
    });
    yield* eachInPieces(space.snapshots, ({ snapshotter, key, parent, labels }) => {
      const node = this.#snapshotWay(name, snapshotter, key, 'whole');
      if (isRoot(labels)) this.#link(0, node);
      this.#labelled(node, name, labels, null);
      if (parent === null) return;
      for (const way of ['whole', 'flat'] as const) {
        const own = this.#snapshotWay(name, snapshotter, key, way);
        this.#link(own, this.#snapshotWay(name, snapshotter, parent, way));
      }
    });
    for (const image of space.images) {
      const node = this.#way('image', name, image.name, 'whole');
      if (this.#isInForce(expiryOf(image.labels))) this.#link(0, node);
      this.#labelled(node, name, image.labels, usedAt);
      if (image.digest === null) continue;
      this.#link(node, this.#way('content', name, image.digest, 'whole'));
      this.#link(this.#way('image', name, image.name, 'flat'), this.#way('content', name, image.digest, 'flat'));
    }
    for (const { ref, expiresAt, expected } of space.ingests) {
      const node = this.#names.get('ingest', name, ref);
      if (expiresAt !== null && this.#isInForce(Date.parse(expiresAt))) this.#link(0, node);
      if (expected !== null) this.#link(node, this.#way('content', name, expected, 'whole'));
    }
    for (const { id, snapshotter, snapshotKey, labels } of space.containers) {
      const node = this.#names.get('container', name, id);
      this.#link(0, node);
      this.#labelled(node, name, labels, null);
      if (snapshotter !== null) this.#link(node, this.#snapshotWay(name, snapshotter, snapshotKey ?? '', 'whole'));
    }
    for (const { id, labels } of space.sandboxes) {
      const node = this.#names.get('sandbox', name, id);
      this.#link(0, node);
      for (const reference of referencesOf(labels)) this.#link(node, this.#reference(name, reference));
    }
    yield* this.#leases(space);
  }

  *#leases({ name, leases }: ContainerdNamespace): InPieces<void> {
    yield* eachInPieces(leases, (lease) => {
      const node = this.#names.get('lease', name, lease.id);
      if (this.#isInForce(expiryOf(lease.labels))) this.#link(0, node);
      const way = isFlat(lease.labels) ? 'flat' : 'whole';
      for (const digest of lease.content) this.#link(node, this.#way('content', name, digest, way));
      for (const { snapshotter, key } of lease.snapshots)
        this.#link(node, this.#snapshotWay(name, snapshotter, key, way));
      for (const image of lease.images) this.#link(node, this.#way('image', name, image, way));
      for (const ref of lease.ingests) this.#link(node, this.#names.get('ingest', name, ref));
    });
  }

  graph(): StoreGraph {
    const objectAt = this.#objectAt;
    return {
      objects: this.#objects,
      edges: this.#edges,
      nodeOf: (type, namespace, key) => this.#names.get(type, namespace, key),
      snapshotNode: (namespace, snapshotter, key) => this.#names.snapshot(namespace, snapshotter, key),
      startOf: (type, namespace, key) => {
        const node = this.#names.get(type, namespace, key);
        return this.#ways.whole[node] ?? this.#absent.get(idOf('whole', namespace, `${type}\n${key}`)) ?? node;
      },
      objectAt: (node) => objectAt[node] ?? null,
      unknownLabels: [...this.#unknown],
      sameUntil: this.#sameUntil,
    };
  }

  #labelled(node: number, namespace: string, labels: GcLabels, usedAt: Map<string, number[]> | null): void {
    if (isEmpty(labels)) return;
    for (const reference of referencesOf(labels)) this.#link(node, this.#reference(namespace, reference));
    for (const holder of holdersOf(labels)) this.#link(this.#reference(namespace, holder), node);
    if (usedAt === null) return;
    for (const { snapshot, isMet } of conditionsOf(labels)) {
      this.#sameUntil = this.#now;
      if ((usedAt.get(snapshot) ?? []).some((used) => isMet(used, this.#now)))
        this.#link(node, this.#way('snapshot', namespace, snapshot, 'whole'));
    }
  }

  #isInForce(expiry: number | null): boolean {
    if (expiry !== null && this.#now <= expiry) this.#sameUntil = Math.min(this.#sameUntil, expiry);
    return expiry === null || this.#now <= expiry;
  }

  #reference(namespace: string, { type, key }: Reference): number {
    return type === 'container'
      ? this.#names.get('container', namespace, key)
      : this.#way(type, namespace, key, 'whole');
  }

  /** The edge of something that is not there leads nowhere. */
  #link(from: number, to: number): void {
    if (from >= 0 && to >= 0) this.#edges[from]?.push(to);
  }

  /** Also of what is not there: a lease or a label may name it still, and then what names it as its holder is held. */
  #way(type: 'content' | 'snapshot' | 'image', namespace: string, key: string, way: Way): number {
    const object = this.#names.get(type, namespace, key);
    return object < 0 ? this.#wayToAbsent(idOf(way, namespace, `${type}\n${key}`)) : this.#wayTo(object, way);
  }

  #snapshotWay(namespace: string, snapshotter: string, key: string, way: Way): number {
    const object = this.#names.snapshot(namespace, snapshotter, key);
    if (object >= 0) return this.#wayTo(object, way);
    return this.#wayToAbsent(idOf(way, namespace, `snapshot\n${snapshotter}/${key}`));
  }

  #wayTo(object: number, way: Way): number {
    const found = this.#ways[way][object];
    if (found !== undefined) return found;
    const node = this.#node(null);
    this.#ways[way][object] = node;
    this.#link(node, object);
    return node;
  }

  #wayToAbsent(id: string): number {
    const node = this.#absent.get(id) ?? this.#node(null);
    this.#absent.set(id, node);
    return node;
  }

  #object(type: Exclude<ObjectType, 'snapshot'>, namespace: string, key: string, labels: GcLabels): number {
    const node = this.#add(type, namespace, key, labels);
    this.#names.set(type, namespace, key, node);
    return node;
  }

  #add(type: ObjectType, namespace: string, key: string, labels: GcLabels): number {
    for (const label in labels) if (isUnknownLabel(label)) this.#unknown.add(label);
    const object = { namespace, type, key };
    this.#objects.push(object);
    return this.#node(object);
  }

  #node(object: StoreObject | null): number {
    const node = this.#edges.length;
    this.#edges.push([]);
    this.#objectAt.push(object);
    return node;
  }
}
