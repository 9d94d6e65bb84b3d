export type ObjectType = 'lease' | 'image' | 'container' | 'sandbox' | 'content' | 'snapshot' | 'ingest' | 'file';

/** Nodes of objects by what they are called: found by the very texts of the facts, since a text made for each of thousands costs more than all else. */
export class ObjectNames {
  /** by type and namespace */
  readonly #nodes = new Map<string, Map<string, number>>();
  /** by namespace and snapshotter */
  readonly #snapshots = new Map<string, Map<string, Map<string, number>>>();

  set(type: Exclude<ObjectType, 'snapshot'>, namespace: string, key: string, node: number): void {
    inside(this.#nodes, `${type}\0${namespace}`).set(key, node);
  }

  setSnapshot(namespace: string, snapshotter: string, key: string, node: number): void {
    inside(inside(this.#snapshots, namespace), snapshotter).set(key, node);
  }

  /** @param key of a snapshot `<snapshotter>/<key>`; -1: there is no such object */
  get(type: ObjectType, namespace: string, key: string): number {
    if (type !== 'snapshot') return this.#nodes.get(`${type}\0${namespace}`)?.get(key) ?? -1;
    for (const [snapshotter, keys] of this.#snapshots.get(namespace) ?? []) {
      const node = key.startsWith(`${snapshotter}/`) ? keys.get(key.slice(snapshotter.length + 1)) : undefined;
      if (node !== undefined) return node;
    }
    return -1;
  }

  snapshot(namespace: string, snapshotter: string, key: string): number {
    return this.#snapshots.get(namespace)?.get(snapshotter)?.get(key) ?? -1;
  }
}

function inside<K, V>(maps: Map<string, Map<K, V>>, name: string): Map<K, V> {
  const found = maps.get(name) ?? new Map<K, V>();
  maps.set(name, found);
  return found;
}

/** No name of a namespace, an image, a lease or a snapshot holds a NUL. */
export function idOf(type: string, namespace: string, key: string): string {
  return `${type}\0${namespace}\0${key}`;
}
