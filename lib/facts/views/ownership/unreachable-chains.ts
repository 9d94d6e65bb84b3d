import { counted } from '../../../domain/format.ts';
import type { DriverDirectory, LayerChain } from '../../../domain/layer-facts.ts';
import { eachInPieces, filterInPieces, type InPieces } from '../../../domain/slices.ts';
import type { Leak } from '../../../domain/storage-report.ts';
import { directoryParts, isProvable, type Sizes } from '../leaks/leak.ts';
import { judgeAge } from './birth-gate.ts';
import { isHexId } from './layer-names.ts';
import { lowerClosureInPieces } from './lower-closure.ts';
import { birthOf, type Ownership } from './ownership.ts';

/**
 * Leak class (docs/reference/docker-on-disk.md#unreachable-layers): image layers that the layer store still holds and that nothing can reach (see
 * chain-reach.ts).
 *
 * They are removed by the engine, never by hand: it holds them in memory, and a later pull would say "Already exists" and build
 * an image on a hole (docs/reference/traps.md#trap-17). The engine deletes such a layer together with its directory, without asking
 * who else uses that directory. So a chain is only named when its directory is needed by nothing but unreachable chains: not by
 * BuildKit, not by a mount, not as the lower of anything kept.
 */
export function* unreachableChains(ownership: Ownership, sizes: Sizes): InPieces<Leak[]> {
  const { layerdb } = ownership.facts;
  const unreached = yield* filterInPieces(
    layerdb.chains,
    (chain) => !chain.isRemoving && isHexId(chain.name) && !ownership.reach.reached.has(chain.name),
  );
  if (unreached.length === 0) return [];
  const free = yield* directoriesOnlyNeededBy(unreached, ownership);
  const byName = new Map<string, DriverDirectory>();
  yield* eachInPieces(ownership.layerDirectories, (entry) => byName.set(entry.name, entry));
  const leaks: Leak[] = [];
  yield* eachInPieces(unreached, (chain) => {
    const entry = chain.cacheId === null ? undefined : byName.get(chain.cacheId);
    if (entry !== undefined && free(entry.name)) leaks.push(unreachable(chain, entry, ownership, sizes));
  });
  return leaks;
}

function* directoriesOnlyNeededBy(unreached: LayerChain[], ownership: Ownership): InPieces<(name: string) => boolean> {
  const byUnreached = new Set(unreached.map((chain) => `image layer ${chain.name}`));
  const roots = new Set<string>();
  yield* eachInPieces(ownership.references.byDirectory, ([directory, references]) => {
    if (references.some(({ by }) => !byUnreached.has(by))) roots.add(directory);
  });
  const { keptBelow } = yield* lowerClosureInPieces(ownership.facts.directories, roots);
  return (name) => !roots.has(name) && !keptBelow.has(name);
}

function unreachable(chain: LayerChain, entry: DriverDirectory, ownership: Ownership, sizes: Sizes): Leak {
  const { imagedb, layerdb, buildkit, directories } = ownership.facts;
  const birth = birthOf(entry, ownership);
  const age = judgeAge(ownership.gate, birth.seconds, birth.why);
  const { unreadableImages } = ownership.reach;
  const imagesRead = counted(imagedb.images.length - unreadableImages.length, 'image configuration');
  const tag = ownership.reach.takenUp.get(chain.name);
  const named =
    tag === undefined
      ? 'the layer belongs to none'
      : `the layer belongs to ${tag} alone, by which Bilge had Docker take it up in a run that was cut off before Docker let go of it`;
  const proof = [
    { source: 'layerdb', checked: `Holds the layer ${chain.name} in this directory.` },
    { source: 'imagedb', checked: `${imagesRead} read; ${named}.` },
    {
      source: 'layerdb mounts',
      checked: `${counted(layerdb.mounts.length, 'entry', 'entries')}; none is built on it.`,
    },
    { source: 'BuildKit snapshots.db', checked: `${counted(buildkit.buckets.length, 'record')}; none refers to it.` },
    { source: 'Directories', checked: 'No kept layer, mount or process needs its directory.' },
    age.step,
  ];
  const isComplete = unreadableImages.length === 0 && isProvable(directories.driver);
  if (unreadableImages.length > 0) {
    const checked = `${counted(unreadableImages.length, 'image configuration')} cannot be read, so the layer may belong to a damaged image.`;
    proof.push({ source: 'imagedb', checked });
  }
  return {
    kind: 'unreachable-layer',
    ...directoryParts(entry, ownership, sizes),
    proof,
    state: isComplete ? age.state : 'unconfirmed',
    since: null,
    removableLive: ownership.facts.api !== null && isComplete,
  };
}
