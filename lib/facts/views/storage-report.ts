import { allKnown, type Fact, known, unknown } from '../../domain/fact.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { FailedMeasurement, Measurement } from '../../domain/measurement.ts';
import { atOnce, eachInPieces, type InPieces, mapInPieces } from '../../domain/slices.ts';
import type { LayerRow, Leak, StorageReport } from '../../domain/storage-report.ts';
import { type JudgedStore, judgedStoreInPieces } from './containerd/judged-store.ts';
import { rowsOfStore } from './containerd/store-rows.ts';
import { abandonedStores } from './leaks/abandoned-stores.ts';
import { containerdLeases } from './leaks/containerd-leases.ts';
import { directoryIdentity, leakKey, type Sizes, sizesFrom } from './leaks/leak.ts';
import { leakedContainerLayers } from './leaks/leaked-container-layers.ts';
import { nestedDockerRoots } from './leaks/nested-docker.ts';
import { orphanDirectories } from './leaks/orphan-directories.ts';
import { hiddenRows, otherDataRoots } from './leaks/other-roots.ts';
import { pinningSnapshots } from './leaks/pinning-snapshots.ts';
import { staleRemoving } from './leaks/stale-removing.ts';
import { heldFiles } from './ledger/held-files.ts';
import { ledger } from './ledger/ledger.ts';
import { qgroupMeasurements } from './ledger/qgroup-measurements.ts';
import { type Grounds, takenGrounds } from './ownership/grounds.ts';
import { layerRows } from './ownership/layer-rows.ts';
import { type LayerSizes, recordedSizes } from './ownership/layer-sizes.ts';
import type { Ownership } from './ownership/ownership.ts';
import { ownershipOf } from './ownership/ownership-of.ts';
import type { Refusal } from './ownership/refusal.ts';
import { placeRefusals, refusals } from './ownership/refusals.ts';
import { unreachableChains } from './ownership/unreachable-chains.ts';
import { daemonState } from './rows/daemon-state.ts';
import { dockerSays } from './rows/docker-says.ts';
import { quarantineRows } from './rows/quarantine-rows.ts';
import { subvolumeRows } from './rows/subvolume-rows.ts';
import { volumeRows } from './rows/volume-rows.ts';

/**
 * Facts and measurements in, conclusions out. No clock and no I/O, so the same scan always gives the same report.
 *
 * `leaks` is one list that is complete or unknown: a listing that could not be read, or a refusal, makes all of it unknown, since
 * a shorter list would look like good news.
 *
 * @param firstSeen since when Bilge has known a leak, by `leakKey`
 */
export function buildStorageReport(
  facts: HostFacts,
  measurements: readonly Measurement[],
  firstSeen: (key: string) => string | null,
  failed: readonly FailedMeasurement[] = [],
): StorageReport {
  return atOnce(storageReportInPieces(facts, measurements, firstSeen, failed));
}

export function* storageReportInPieces(
  facts: HostFacts,
  measurements: readonly Measurement[],
  firstSeen: (key: string) => string | null,
  failed: readonly FailedMeasurement[] = [],
): InPieces<StorageReport> {
  const { ownership, store, sizes, leaks, refused, recorded } = yield* judgementInPieces(facts, measurements, failed);
  const dated =
    leaks.state === 'known'
      ? known(yield* mapInPieces(leaks.value, (leak) => ({ ...leak, since: firstSeen(leakKey(leak)) })))
      : leaks;
  const layers = store === null ? yield* layersOf(ownership, dated, sizes, recorded) : yield* rowsOfStore(store);
  yield;
  const identities = yield* identitiesOf(ownership);
  const deletedFiles = heldFiles(facts);
  const others = { otherDataRoots: otherDataRoots(facts, sizes), hiddenData: hiddenRows(facts, sizes) };
  yield;
  const rows = yield* ledger({
    facts,
    sizes,
    recorded,
    identities,
    layers,
    leaks: dated,
    store,
    deletedFiles,
    ...others,
  });
  yield;
  const subvolumes = subvolumeRows(facts, layers);
  yield;
  return {
    refusals: refused,
    leaks: dated,
    layers,
    subvolumes,
    volumes: volumeRows(facts, sizes),
    ledger: rows,
    dockerSays: dockerSays(facts, { ownership: ownership.state === 'known' ? ownership.value : null, store }, rows),
    deletedFiles,
    ...others,
    quarantined: quarantineRows(facts, sizes),
    leakedLeaseBytes: leasesTogether(store),
    pinningSnapshots: pinningSnapshots(facts),
  };
}

export interface StorageJudgement {
  ownership: Fact<Ownership>;
  /** null: Docker keeps its images itself */
  store: Fact<JudgedStore> | null;
  sizes: Sizes;
  leaks: Fact<Leak[]>;
  refused: Refusal[];
  recorded: LayerSizes | null;
}

/** The part of the report that decides; measurement-needs.ts asks it what to measure. */
export function judgeStorage(
  facts: HostFacts,
  measurements: readonly Measurement[],
  failed: readonly FailedMeasurement[] = [],
): StorageJudgement {
  return atOnce(judgementInPieces(facts, measurements, failed));
}

function* judgementInPieces(
  facts: HostFacts,
  measurements: readonly Measurement[],
  failed: readonly FailedMeasurement[] = [],
): InPieces<StorageJudgement> {
  const { ownership, refused } = yield* takenGrounds(facts, groundsInPieces);
  const isContainerd = hasContainerdStore(facts);
  const groups = ownership.state === 'known' ? qgroupMeasurements(ownership.value, facts.collectedAt) : [];
  const sizes = sizesFrom([...measurements, ...groups], failed);
  yield;
  const recorded = ownership.state === 'known' ? yield* recordedSizes(ownership.value) : null;
  const store = isContainerd ? yield* judgedStoreInPieces(facts, sizes) : null;
  yield;
  return {
    ownership,
    store,
    sizes,
    leaks: yield* leaksOf({ facts, ownership, store, refused, sizes }),
    refused,
    recorded,
  };
}

/** The part of it that needs no size. */
export function* groundsInPieces(facts: HostFacts): InPieces<Grounds> {
  const isContainerd = hasContainerdStore(facts);
  const ownership = isContainerd ? unknown('no-capability', containerdExplained) : yield* ownershipOf(facts);
  yield;
  const refused = ownership.state === 'known' ? refusals(ownership.value) : isContainerd ? placeRefusalsOf(facts) : [];
  yield;
  return { ownership, refused };
}

function hasContainerdStore({ sections: { engine } }: HostFacts): boolean {
  return engine.state === 'known' && engine.value.imageStore === 'containerd';
}

const containerdExplained =
  "This Docker keeps its images in containerd's store. containerd removes directories that nothing names by itself, so there are no layer directories to judge; leases that outlived their container are listed instead.";

function* leaksOf(input: {
  facts: HostFacts;
  ownership: Fact<Ownership>;
  store: StorageJudgement['store'];
  refused: Refusal[];
  sizes: Sizes;
}): InPieces<Fact<Leak[]>> {
  const { facts, ownership, store, refused, sizes } = input;
  const [refusal] = refused;
  if (refusal !== undefined) return unknown('no-capability', refused.map(({ excuse }) => excuse).join(' '));
  if (ownership.state === 'unknown' && store === null) return ownership;
  const elsewhere = allKnown(
    nestedDockerRoots(facts, sizes),
    abandonedStores(facts, sizes),
    containerdLeases(facts, store),
  );
  if (elsewhere.state === 'unknown') return elsewhere;
  const ofLayers = ownership.state === 'known' ? yield* layerLeaks(ownership.value, sizes) : [];
  return known([...ofLayers, ...elsewhere.value.flat()]);
}

function* layerLeaks(ownership: Ownership, sizes: Sizes): InPieces<Leak[]> {
  return [
    ...(yield* orphanDirectories(ownership, sizes)),
    ...(yield* unreachableChains(ownership, sizes)),
    ...(yield* leakedContainerLayers(ownership, sizes)),
    ...(yield* staleRemoving(ownership, sizes)),
  ];
}

/** A network filesystem or two daemons forbid conclusions whichever image store is in it. */
function placeRefusalsOf(facts: HostFacts): Refusal[] {
  const { dataRoot, mounts, daemonProcesses } = facts.sections;
  const all = allKnown(dataRoot, mounts, daemonProcesses);
  if (all.state === 'unknown') return [];
  const [root, mountTable, processes] = all.value;
  const daemon = daemonState(processes, root, true);
  return placeRefusals({ dataRoot: root, layersPath: root.path, mounts: mountTable, daemon, engineAnswers: true });
}

function* layersOf(
  ownership: Fact<Ownership>,
  leaks: Fact<Leak[]>,
  sizes: Sizes,
  recorded: LayerSizes | null,
): InPieces<Fact<LayerRow[]>> {
  if (ownership.state === 'unknown' || recorded === null) return ownership.state === 'unknown' ? ownership : known([]);
  return known(yield* layerRows(ownership.value, leaks.state === 'known' ? leaks.value : null, sizes, recorded));
}

function* identitiesOf(ownership: Fact<Ownership>): InPieces<ReadonlyMap<string, string>> {
  const identities = new Map<string, string>();
  if (ownership.state === 'unknown') return identities;
  yield* eachInPieces(ownership.value.layerDirectories, (entry) =>
    identities.set(entry.name, directoryIdentity(entry, ownership.value)),
  );
  return identities;
}

/** Only where the proof could be made: what may be dead frees nothing. */
function leasesTogether(store: StorageJudgement['store']): Fact<number> {
  if (store === null) return known(0);
  return store.state === 'known' ? store.value.view.deadBytes() : store;
}
