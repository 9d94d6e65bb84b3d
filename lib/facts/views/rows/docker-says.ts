import { faultsOf } from '../../../domain/engine-faults.ts';
import { type Fact, known, unknown } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { DockerSays, LedgerRow, LedgerRowId } from '../../../domain/storage-report.ts';
import type { JudgedStore } from '../containerd/judged-store.ts';
import type { Ownership } from '../ownership/ownership.ts';
import { storeSays } from './store-says.ts';

/**
 * What `docker system df` would say beside what the disk says. Bilge never asks it in full: it walks every container and volume
 * and makes a NAS unusable for minutes. Images are added up the way the engine does, each layer that an image reaches once.
 */
export interface DockersRecords {
  ownership: Ownership | null;
  /** null: Docker keeps its images itself */
  store: Fact<JudgedStore> | null;
}

export function dockerSays(
  facts: HostFacts,
  { ownership, store }: DockersRecords,
  ledger: Fact<LedgerRow[]>,
): DockerSays[] {
  const ofStore = store === null ? null : storeSays(facts, store);
  return [
    {
      what: 'images',
      dockerBytes: asked(facts, 'images') ?? ofStore?.images ?? images(ownership),
      diskBytes: onDisk(ledger, ['image-layers', 'compressed-copies']),
      ...ofStore?.notes.images,
      ...mendedIn(facts, 'images'),
    },
    {
      what: 'containers',
      dockerBytes: asked(facts, 'containers') ?? notAsked,
      diskBytes: onDisk(ledger, ['writable-layers', 'container-logs']),
    },
    {
      what: 'volumes',
      dockerBytes: asked(facts, 'volumes') ?? notAsked,
      diskBytes: onDisk(ledger, ['volumes', 'nested-docker']),
    },
    {
      what: 'build-cache',
      dockerBytes: asked(facts, 'build-cache') ?? cache(facts),
      diskBytes: onDisk(ledger, ['build-cache']),
      ...ofStore?.notes.buildCache,
    },
  ];
}

const notAsked = unknown('not-collected', 'Docker would walk every file of it to answer, so it is not asked.');

/** Where the size that this version prints is known to be wrong: the release that mends it. */
function mendedIn({ sections: { engine } }: HostFacts, what: 'images'): { wrongUntil?: string } {
  if (engine.state === 'unknown' || engine.value.product === 'podman') return {};
  const fault = faultsOf(engine.value.version, engine.value.imageStore).find(({ line }) => line === what);
  return fault === undefined ? {} : { wrongUntil: fault.fixedIn };
}

/** Known only where a person ran it. */
function asked({ sections: { dockerDiskUsage } }: HostFacts, what: DockerSays['what']): Fact<number> | null {
  if (dockerDiskUsage.state === 'unknown') return null;
  const row = dockerDiskUsage.value.rows.find((each) => each.type === what);
  return row === undefined ? null : known(row.sizeBytes);
}

function images(ownership: Ownership | null): Fact<number> {
  if (ownership === null) return unknown('not-collected', 'The layer store could not be read.');
  let total = 0;
  for (const { name, sizeBytes, isRemoving } of ownership.facts.layerdb.chains) {
    if (!isRemoving && ownership.reach.imagesOf.has(name)) total += sizeBytes ?? 0;
  }
  return known(total);
}

function cache({ sections: { buildCache } }: HostFacts): Fact<number> {
  if (buildCache.state === 'unknown') return buildCache;
  return known(buildCache.value.reduce((total, record) => total + (record.shared ? 0 : record.sizeBytes), 0));
}

function onDisk(ledger: Fact<LedgerRow[]>, rows: readonly LedgerRowId[]): Fact<number> {
  if (ledger.state === 'unknown') return ledger;
  let total = 0;
  for (const row of ledger.value) {
    if (!rows.includes(row.row)) continue;
    if (row.bytes.state === 'unknown') return row.bytes;
    total += row.bytes.value;
  }
  return known(total);
}
