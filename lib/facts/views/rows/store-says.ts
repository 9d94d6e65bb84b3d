import { type Fact, known, unknown } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { JudgedStore } from '../containerd/judged-store.ts';
import { keyOf } from '../containerd/store-rows.ts';

/**
 * What `docker system df` of this version calls "Images" with containerd's store (docs/reference/containerd-on-disk.md#what-leaks-and-how): up
 * to 29.5 every snapshot, also those of containers, build cache and leaks, and the images' blobs; from 29.6 on what images reach.
 */
export interface StoreSays {
  images: Fact<number>;
  notes: { images?: { note: string }; buildCache?: { note: string } };
}

const double =
  'Up to 29.5 Docker counts the layers of build cache, containers and leaks under Images too: its rows add up to more than the disk holds.';
const negative = ' 26.1 may even show a negative reclaimable share.';
const leftOut =
  'From 29.6 on Docker counts only what its images use. What leaked is in none of its rows, so it is not seen there at all.';
const copies =
  'A file that a build copied into an image is on the disk up to three times: in the build cache, in the image’s own layer, and in its compressed copy.';

export function storeSays({ sections: { engine } }: HostFacts, store: Fact<JudgedStore>): StoreSays {
  const notes = { buildCache: { note: copies } };
  const version = /^\D{0,2}(\d{1,4})\.(\d{1,4})/.exec(engine.state === 'known' ? engine.value.version : '');
  if (version === null) return { images: unknown('not-collected', 'The version of Docker is unknown.'), notes };
  const [major, minor] = [Number(version[1]), Number(version[2])];
  const isOld = major < 29 || (major === 29 && minor < 6);
  const note = isOld ? `${double}${major === 26 ? negative : ''}` : leftOut;
  if (store.state === 'unknown') return { images: store, notes: { ...notes, images: { note } } };
  return { images: imagesOf(store.value, isOld), notes: { ...notes, images: { note } } };
}

function imagesOf({ facts, view: { graph, sizes } }: JudgedStore, isOld: boolean): Fact<number> {
  const reached = imageNodes({ facts, graph });
  let total = 0;
  let unmeasured = 0;
  for (const { snapshotter, key, sizeBytes } of facts.store.snapshots) {
    if (snapshotter !== facts.engine.storageDriver) continue;
    const [namespace, own] = keyOf(key);
    if (namespace !== facts.namespace) continue;
    const node = graph.nodeOf('snapshot', namespace, `${snapshotter}/${own}`);
    if (!isOld && !reached.has(node)) continue;
    const bytes = sizeBytes ?? sizes.own(node) ?? null;
    if (bytes === null) unmeasured += 1;
    total += bytes ?? 0;
  }
  const space = facts.records.namespaces.find(({ name }) => name === facts.namespace);
  for (const { digest, sizeBytes } of space?.content ?? [])
    if (reached.has(graph.nodeOf('file', '', digest))) total += sizeBytes ?? 0;
  return unmeasured === 0
    ? known(total)
    : unknown(
        'not-collected',
        'What containers wrote is not measured yet, and Docker counts it here. Measure sizes to see it.',
      );
}

function imageNodes({
  facts,
  graph,
}: {
  facts: JudgedStore['facts'];
  graph: JudgedStore['view']['graph'];
}): Set<number> {
  const images = facts.records.namespaces.find(({ name }) => name === facts.namespace)?.images ?? [];
  const seen = new Set<number>();
  const waiting = images.map(({ name }) => graph.startOf('image', facts.namespace, name));
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node < 0 || seen.has(node)) continue;
    seen.add(node);
    waiting.push(...(graph.edges[node] ?? []));
  }
  return seen;
}
