/**
 * The names that engines give to layer directories (moby pkg/stringid, BuildKit identity, layer/layer_store.go initMount).
 * Whatever is called otherwise – `l`, `backingFsBlockDev`, `<id>.bak`, `.snapshots`, uppercase hex, a name with a newline – was
 * not made by the engine as a layer and is never a candidate for anything.
 */
const imageOrContainerLayer = /^[0-9a-f]{64}$/;
const initLayer = /^[0-9a-f]{64}-init$/;
const buildkitLayer = /^[0-9a-z]{25}$/;

export function isLayerName(name: string): boolean {
  return imageOrContainerLayer.test(name) || initLayer.test(name) || buildkitLayer.test(name);
}

/** A 25-character name: BuildKit made the directory. An image layer may keep such a name, so it says nothing about use. */
export function isBuildkitName(name: string): boolean {
  return buildkitLayer.test(name);
}

export function isHexId(name: string): boolean {
  return imageOrContainerLayer.test(name);
}

/** `sha256:abc…` and `abc…` are the same chain or image. */
export function withoutDigest(id: string): string {
  return id.startsWith('sha256:') ? id.slice('sha256:'.length) : id;
}
