import type { HostFacts } from '../domain/host-facts.ts';
import type { DriverDirectory } from '../domain/layer-facts.ts';
import type { BtrfsSubvolume } from '../domain/storage-facts.ts';

type Directories = Extract<HostFacts['sections']['driverDirectories'], { state: 'known' }>['value'];

/** Facts never change, and a plan of a thousand layers asks a thousand times: each list is indexed once, not searched for each layer. */
const directories = new WeakMap<Directories, ReadonlyMap<string, DriverDirectory>>();
const subvolumes = new WeakMap<object, SubvolumeIndex>();

interface SubvolumeIndex {
  /** by the last part of either path, in the order of the facts */
  byLastPart: ReadonlyMap<string, readonly BtrfsSubvolume[]>;
  /** by path: those inside another follow it at once */
  inOrder: readonly BtrfsSubvolume[];
}

export function directoryNamed(value: Directories, name: string): DriverDirectory | undefined {
  let index = directories.get(value);
  if (index === undefined) {
    // The first of a name counts, as in a search from the front.
    index = new Map([...value.entries].reverse().map((entry) => [entry.name, entry]));
    directories.set(value, index);
  }
  return index.get(name);
}

/** The layer's own subvolume, and those inside it. */
export function layerSubvolumes(
  { btrfs }: HostFacts['sections'],
  driverDirectory: string,
  name: string,
): { own: BtrfsSubvolume | undefined; nested: BtrfsSubvolume[] } {
  if (btrfs.state === 'unknown') return { own: undefined, nested: [] };
  const { byLastPart, inOrder } = subvolumes.get(btrfs.value) ?? indexed(btrfs.value);
  const own = byLastPart
    .get(name)
    ?.find(
      ({ hostPath, path }) => hostPath === `${driverDirectory}/${name}` || path.endsWith(`btrfs/subvolumes/${name}`),
    );
  return { own, nested: own === undefined ? [] : inside(inOrder, `${own.path}/`) };
}

function indexed(filesystems: readonly { subvolumes: BtrfsSubvolume[] }[]): SubvolumeIndex {
  const all = filesystems.flatMap((each) => each.subvolumes);
  const byLastPart = new Map<string, BtrfsSubvolume[]>();
  for (const subvolume of all) {
    const { path, hostPath } = subvolume;
    for (const part of new Set(hostPath === null ? [lastPart(path)] : [lastPart(path), lastPart(hostPath)])) {
      const same = byLastPart.get(part);
      if (same === undefined) byLastPart.set(part, [subvolume]);
      else same.push(subvolume);
    }
  }
  const index = { byLastPart, inOrder: all.toSorted((one, other) => (one.path < other.path ? -1 : 1)) };
  subvolumes.set(filesystems, index);
  return index;
}

const lastPart = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** What begins with `prefix` stands together, from the first that is not before it. */
function inside(inOrder: readonly BtrfsSubvolume[], prefix: string): BtrfsSubvolume[] {
  let low = 0;
  let high = inOrder.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((inOrder[middle]?.path ?? '') < prefix) low = middle + 1;
    else high = middle;
  }
  const found: BtrfsSubvolume[] = [];
  for (let at = low; inOrder[at]?.path.startsWith(prefix); at += 1) {
    const subvolume = inOrder[at];
    if (subvolume !== undefined) found.push(subvolume);
  }
  return found;
}
