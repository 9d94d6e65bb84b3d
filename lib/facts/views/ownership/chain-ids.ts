import { createHash } from 'node:crypto';

/** Lists of facts that are kept from one scan to the next (lib/facts/session-memory.ts) are hashed once. Facts never change. */
const computed = new WeakMap<readonly string[], readonly string[]>();

/**
 * An image does not name its layers, it names their contents (diff ids); the layer store names a layer by its whole history:
 * chain(1) = diff(1), chain(n) = sha256(chain(n-1) + " " + diff(n)), both with their `sha256:`. Shared stacks are hashed once.
 */
export class ChainIds {
  readonly #known = new Map<string, string>();

  /** @returns chain ids without `sha256:`, bottom to top */
  of(diffIds: readonly string[]): readonly string[] {
    const earlier = computed.get(diffIds);
    if (earlier !== undefined) return earlier;
    const chains: string[] = [];
    let parent = '';
    for (const diffId of diffIds) {
      parent = parent === '' ? withDigest(diffId) : this.#next(parent, withDigest(diffId));
      chains.push(parent.slice('sha256:'.length));
    }
    computed.set(diffIds, chains);
    return chains;
  }

  #next(parent: string, diffId: string): string {
    const text = `${parent} ${diffId}`;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const chain = `sha256:${createHash('sha256').update(text).digest('hex')}`;
    this.#known.set(text, chain);
    return chain;
  }
}

function withDigest(id: string): string {
  return id.startsWith('sha256:') ? id : `sha256:${id}`;
}
