import { known } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { ReclaimableObject } from '../../../domain/reclaimable.ts';
import { atOnce, eachInPieces, filterInPieces, type InPieces } from '../../../domain/slices.ts';
import type { StorageReport } from '../../../domain/storage-report.ts';
import { withoutDigest } from '../ownership/layer-names.ts';
import { imageArrivedSeconds, imageLayersInPieces } from '../rows/image-layers.ts';
import { unusedKey, unusedObjects } from '../rows/unused-objects.ts';
import { type FoundObjects, isProtected, type ReclaimableInput } from './input.ts';
import { isUnusedLongEnough } from './long-enough.ts';

/** Images that no container was made from and no image is built on, as prune-images removes them. */
export function* unusedImages(input: ReclaimableInput): InPieces<FoundObjects> {
  const { facts, storage, unusedSince } = input;
  const { images } = facts.sections;
  const unused = unusedObjects(facts, storage).image;
  if (images.state === 'unknown' || unused === null) {
    const detail = images.state === 'unknown' ? images.detail : 'Not all containers could be listed.';
    return { objects: [], unknown: [{ kind: 'images', detail }] };
  }
  const keys = new Set(unused);
  const parents = new Set(images.value.map(({ parentId }) => parentId));
  const chosen = yield* filterInPieces(
    images.value,
    (image) =>
      keys.has(unusedKey('image', image.id)) &&
      !parents.has(image.id) &&
      !('protected' in image.labels) &&
      !isProtected(input, 'image', [image.id, withoutDigest(image.id), ...image.repoTags]) &&
      isUnusedLongEnough(facts, {
        lastUsedSeconds: imageArrivedSeconds(image, facts) ?? secondsOf(image.lastTaggedAt),
        unusedSince: unusedSince === undefined ? undefined : (unusedSince.get(unusedKey('image', image.id)) ?? null),
      }),
  );
  return { objects: yield* objectsOfImagesInPieces(chosen, facts, storage.layers), unknown: [] };
}

/**
 * An image shares layers with others; the layers that go are those that no image needs which stays. Where they are not on record
 * (containerd's image store, Docker's socket alone), Docker's own size of each image is taken: then what they share counts with each.
 */
export function objectsOfImages(
  chosen: readonly { id: string; sizeBytes: number }[],
  facts: HostFacts,
  layers: StorageReport['layers'],
): ReclaimableObject[] {
  return atOnce(objectsOfImagesInPieces(chosen, facts, layers));
}

export function* objectsOfImagesInPieces(
  ...[chosen, facts, layers]: Parameters<typeof objectsOfImages>
): InPieces<ReclaimableObject[]> {
  const found = yield* imageLayersInPieces(facts);
  const ids = new Set(chosen.map(({ id }) => withoutDigest(id)));
  const image = (id: string, bytes: number): ReclaimableObject => ({
    kind: 'images',
    id: `image ${withoutDigest(id)}`,
    path: null,
    bytes: known(bytes),
    exact: false,
  });
  const isOnRecord = [...ids].every((id) => (found?.get(id) ?? null) !== null);
  if (found === null || layers.state === 'unknown' || !isOnRecord) {
    return chosen.map(({ id, sizeBytes }) => image(id, sizeBytes));
  }
  const staying = new Set<string>();
  yield* eachInPieces(found, ([id, names]) => {
    if (!ids.has(id)) for (const name of names ?? []) staying.add(name);
  });
  const going = new Set<string>();
  yield* eachInPieces(ids, (id) => {
    for (const name of found.get(id) ?? []) if (!staying.has(name)) going.add(name);
  });
  const kept = new Set(['build-cache', 'unknown']);
  const objects = chosen.map(({ id }) => image(id, 0));
  yield* eachInPieces(layers.value, ({ name, kind, path, bytes }) => {
    if (going.has(name) && !kept.has(kind))
      objects.push({ kind: 'images', id: `layer ${name}`, path, bytes, exact: false, isPartOfAnother: true });
  });
  return objects;
}

function secondsOf(iso: string | null | undefined): number | null {
  const milliseconds = Date.parse(iso ?? '');
  return Number.isFinite(milliseconds) ? milliseconds / 1000 : null;
}
