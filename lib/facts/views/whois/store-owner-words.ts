import type { StoreOwner } from '../containerd/store-owners.ts';
import { otherOwnerWords, shortName } from '../containerd/store-rows.ts';
import type { WhoisInput } from './known-object.ts';

/** Owners of containerd's objects as people call them: a container by its name, not by its id. */
export class Names {
  readonly #names: ReadonlyMap<string, string>;
  readonly #isKnown: boolean;

  constructor({ sections: { containers } }: WhoisInput['facts']) {
    this.#isKnown = containers.state === 'known';
    const all = containers.state === 'known' ? containers.value : [];
    this.#names = new Map(all.map(({ id, names }) => [id, names[0]?.replace(/^\//, '') ?? id]));
  }

  /** `container NAME` of an id */
  container(id: string): string {
    const name = this.#names.get(id);
    if (name !== undefined) return `container ${name}`;
    return this.#isKnown ? 'no container that Docker knows' : 'unknown';
  }

  owner({ kind, name }: StoreOwner): string {
    switch (kind) {
      case 'container':
        return this.container(name);
      case 'image':
        return `image ${shortName(name)}`;
      case 'build-record':
        return `build cache, record ${name}`;
      case 'lease':
        return `lease ${name}, whose owner is not here`;
      case 'unknown':
        return 'unreferenced: containerd removes it at its next collection';
      default:
        return otherOwnerWords({ kind, name });
    }
  }
}

/** What would free it, as a sentence. */
export function freedBy({ kind, name }: StoreOwner, names: Names): string {
  switch (kind) {
    case 'container':
      return `Docker deletes it when the ${names.container(name)} is removed.`;
    case 'build-record':
      return 'Docker deletes it when its build cache is pruned.';
    case 'history':
      return 'Docker deletes it with the record of that build in its history.';
    case 'unfinished':
      return 'It ends with the pull, load or build that brought it.';
    case 'hold':
      return 'Purging it from the quarantine.';
    case 'lease':
      return `It goes with the lease ${name}.`;
    case 'other-namespace':
      return `The program that uses namespace ${name}. Bilge removes nothing there.`;
    case 'root':
      return 'Nothing that Bilge offers: containerd keeps it by a label.';
    default:
      return 'containerd deletes it by itself at its next collection.';
  }
}
