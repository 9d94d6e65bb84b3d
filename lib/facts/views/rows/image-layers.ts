import type { HostFacts } from '../../../domain/host-facts.ts';
import { atOnce, eachInPieces, type InPieces } from '../../../domain/slices.ts';
import { ChainIds } from '../ownership/chain-ids.ts';
import { withoutDigest } from '../ownership/layer-names.ts';

/** Directory names of an image's layers, by image id without `sha256:`; null where one of them is not on record. */
export type ImageLayers = ReadonlyMap<string, readonly string[] | null>;

const computed = new WeakMap<HostFacts, ImageLayers | null>();

/** null where the layer store was not read (no access to the disk, containerd's image store). Facts never change. */
function imageLayers(facts: HostFacts): ImageLayers | null {
  return atOnce(imageLayersInPieces(facts));
}

export function* imageLayersInPieces(facts: HostFacts): InPieces<ImageLayers | null> {
  const earlier = computed.get(facts);
  if (earlier !== undefined) return earlier;
  const found = yield* read(facts);
  computed.set(facts, found);
  return found;
}

function* read({ sections: { engine, imagedb, layerdb } }: HostFacts): InPieces<ImageLayers | null> {
  if (engine.state === 'known' && engine.value.imageStore === 'containerd') return null;
  if (imagedb.state === 'unknown' || layerdb.state === 'unknown') return null;
  const directories = new Map<string, string | null>();
  yield* eachInPieces(layerdb.value.chains, ({ name, cacheId, isRemoving }) => {
    if (!isRemoving) directories.set(name, cacheId);
  });
  const chains = new ChainIds();
  const found = new Map<string, readonly string[] | null>();
  yield* eachInPieces(imagedb.value.images, ({ id, diffIds }) => {
    const names = diffIds === null ? [null] : chains.of(diffIds).map((chain) => directories.get(chain) ?? null);
    found.set(withoutDigest(id), names.every((name) => name !== null) ? names : null);
  });
  return found;
}

/**
 * When an image arrived on this host. Its own `Created` is the time of its build: an image that was pulled a minute ago may be years old.
 * So this is the creation time of its youngest layer directory; null if that is unknown.
 */
export function imageArrivedSeconds(image: { id: string; createdSeconds: number }, facts: HostFacts): number | null {
  const { driverDirectories } = facts.sections;
  const layers = imageLayers(facts)?.get(withoutDigest(image.id)) ?? null;
  if (layers === null || driverDirectories.state === 'unknown') return null;
  const births = birthsOf(driverDirectories.value);
  let youngest = image.createdSeconds;
  for (const name of layers) {
    const born = births.get(name) ?? null;
    if (born === null) return null;
    youngest = Math.max(youngest, born);
  }
  return youngest;
}

type Directories = Extract<HostFacts['sections']['driverDirectories'], { state: 'known' }>['value'];
const births = new WeakMap<Directories, ReadonlyMap<string, number | null>>();

function birthsOf(directories: Directories): ReadonlyMap<string, number | null> {
  const found = births.get(directories) ?? new Map(directories.entries.map((each) => [each.name, each.birthSeconds]));
  births.set(directories, found);
  return found;
}
