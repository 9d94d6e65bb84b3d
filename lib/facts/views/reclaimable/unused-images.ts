import { known } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { ReclaimableObject } from '../../../domain/reclaimable.ts';
import type { StorageReport } from '../../../domain/storage-report.ts';
import { withoutDigest } from '../ownership/layer-names.ts';
import { imageArrivedSeconds, imageLayers } from '../rows/image-layers.ts';
import { unusedKey, unusedObjects } from '../rows/unused-objects.ts';
import { type FoundObjects, isProtected, type ReclaimableInput } from './input.ts';
import { isUnusedLongEnough } from './long-enough.ts';

/** Images that no container was made from and no image is built on, as prune-images removes them. */
export function unusedImages(input: ReclaimableInput): FoundObjects {
  const { facts, storage, unusedSince } = input;
  const { images } = facts.sections;
  const unused = unusedObjects(facts, storage).image;
  if (images.state === 'unknown' || unused === null) {
    const detail = images.state === 'unknown' ? images.detail : 'Not all containers could be listed.';
    return { objects: [], unknown: [{ kind: 'images', detail }] };
  }
  const keys = new Set(unused);
  const parents = new Set(images.value.map(({ parentId }) => parentId));
  const chosen = images.value.filter(
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
  return { objects: objectsOfImages(chosen, facts, storage.layers), unknown: [] };
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
  const found = imageLayers(facts);
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
  const staying = new Set([...found].flatMap(([id, names]) => (ids.has(id) ? [] : (names ?? []))));
  const going = new Set([...ids].flatMap((id) => found.get(id) ?? []).filter((name) => !staying.has(name)));
  const kept = new Set(['build-cache', 'unknown']);
  const rows = layers.value.filter(({ name, kind }) => going.has(name) && !kept.has(kind));
  return [
    ...chosen.map(({ id }) => image(id, 0)),
    ...rows.map(({ name, path, bytes }) => ({
      kind: 'images' as const,
      id: `layer ${name}`,
      path,
      bytes,
      exact: false,
      isPartOfAnother: true as const,
    })),
  ];
}

function secondsOf(iso: string | null | undefined): number | null {
  const milliseconds = Date.parse(iso ?? '');
  return Number.isFinite(milliseconds) ? milliseconds / 1000 : null;
}
