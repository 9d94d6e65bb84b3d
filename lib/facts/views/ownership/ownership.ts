import type { DriverDirectory } from '../../../domain/layer-facts.ts';
import { atOnce, eachInPieces, filterInPieces, type InPieces } from '../../../domain/slices.ts';
import { type LayerSubvolumes, subvolumesBelow, subvolumesByLayer } from '../rows/driver-subvolumes.ts';
import { type BirthGate, birthGate } from './birth-gate.ts';
import { type ChainReach, chainReachInPieces } from './chain-reach.ts';
import { isLayerName } from './layer-names.ts';
import { buildkitSource, type LayerReferences, layerReferences } from './layer-references.ts';
import { type LowerClosure, lowerClosureInPieces } from './lower-closure.ts';
import type { OwnershipFacts } from './ownership-facts.ts';

/** The joined picture that every view of layers reads: computed once per scan, O(layers), never O(files). */
export interface Ownership {
  facts: OwnershipFacts;
  /** directories of the driver whose names are in the grammar: nothing else is ever judged */
  layerDirectories: readonly DriverDirectory[];
  references: LayerReferences;
  closure: LowerClosure;
  reach: ChainReach;
  gate: BirthGate;
  /** driver directory → its `-removing` entry in layerdb */
  removing: ReadonlyMap<string, { name: string; changedSeconds: number | null }>;
  /** btrfs only */
  subvolumes: ReadonlyMap<string, LayerSubvolumes>;
}

export function buildOwnership(facts: OwnershipFacts): Ownership {
  return atOnce(ownershipInPieces(facts));
}

export function* ownershipInPieces(facts: OwnershipFacts): InPieces<Ownership> {
  const { directories, layerdb, dataRoot, daemon } = facts;
  const references = yield* layerReferences(facts);
  const closure = yield* lowerClosureInPieces(directories, ...(yield* rootsOf(references)));
  const reach = yield* chainReachInPieces(facts);
  const layerDirectories = yield* filterInPieces(directories.entries, (entry) => isLayer(entry, directories.driver));
  return {
    facts,
    layerDirectories,
    references,
    closure,
    reach,
    gate: birthGate(daemon, dataRoot.tmpBirthSeconds),
    removing: new Map(
      layerdb.chains.flatMap((chain) =>
        chain.isRemoving && chain.cacheId !== null
          ? [[chain.cacheId, { name: chain.name, changedSeconds: chain.changedSeconds ?? null }] as const]
          : [],
      ),
    ),
    subvolumes: subvolumesByLayer(
      directories.driver === 'btrfs' ? subvolumesBelow(directories.path, facts.mounts, facts.btrfs) : null,
    ),
  };
}

/** Strong roots first; then what the build cache alone keeps (see lower-closure.ts). */
function* rootsOf({ byDirectory }: LayerReferences): InPieces<[string[], string[]]> {
  const strong: string[] = [];
  const cacheOnly: string[] = [];
  yield* eachInPieces(byDirectory, ([directory, references]) => {
    const isCacheOnly = references.every(({ source }) => source === buildkitSource);
    (isCacheOnly ? cacheOnly : strong).push(directory);
  });
  return [strong, cacheOnly];
}

/** devicemapper lists its layers as small files, zfs as datasets; everywhere else a layer is a directory. */
function isLayer({ kind, name }: DriverDirectory, driver: string): boolean {
  return isLayerName(name) && (kind === 'directory' || driver === 'devicemapper' || driver === 'zfs');
}

export interface Birth {
  seconds: number | null;
  /** why there is none */
  why: string;
}

/**
 * On btrfs only the subvolume's own creation time counts: a snapshot inherits the birth, modification and change time of what
 * it was taken from (docs/reference/docker-on-disk.md#the-age-of-a-directory, docs/reference/traps.md#trap-5), so an image pulled
 * today can look years old to stat.
 */
export function birthOf(entry: DriverDirectory, ownership: Ownership): Birth {
  const { driver } = ownership.facts.directories;
  if (driver !== 'btrfs') {
    return { seconds: entry.birthSeconds, why: 'Its filesystem keeps no birth times, or stat cannot show them here.' };
  }
  const subvolume = ownership.subvolumes.get(entry.name)?.own ?? null;
  if (subvolume?.createdSeconds != null) return { seconds: subvolume.createdSeconds, why: '' };
  if (entry.birthSource === 'otime') return { seconds: entry.birthSeconds, why: '' };
  if (subvolume !== null && subvolume.parentUuid === null) {
    return { seconds: entry.birthSeconds, why: 'The creation time of its subvolume could not be read.' };
  }
  return {
    seconds: null,
    why: 'The creation time of its subvolume could not be read; a snapshot inherits every other time.',
  };
}
