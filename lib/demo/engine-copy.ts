import { chainReach } from '../facts/views/ownership/chain-reach.ts';
import { ownershipFacts } from '../facts/views/ownership/ownership-facts.ts';
import {
  change,
  type DemoCopy,
  freed,
  layerBytes,
  measuredBytes,
  withoutDirectories,
  withoutSubvolumes,
} from './copy.ts';
import { dropImage, dropOwned } from './lease-copy.ts';
import type { DemoRecording } from './recording.ts';

/** What Docker does to its own records when it removes something, as far as Bilge reads them. */
export function removeContainer(copy: DemoCopy, id: string, recording: DemoRecording): DemoCopy {
  const { layerdb, containersOnDisk } = copy.sections;
  const mounts = layerdb.state === 'known' ? layerdb.value.mounts.filter(({ name }) => name === id) : [];
  const layers = mounts.flatMap(({ mountId, initId }) => [mountId, initId]).filter((name) => name !== null);
  const disk = containersOnDisk.state === 'known' ? containersOnDisk.value.find((each) => each.id === id) : undefined;
  let next = change(copy, 'containers', (all) => all.filter((each) => each.id !== id));
  next = change(next, 'containersOnDisk', (all) => all.filter((each) => each.id !== id));
  next = change(next, 'layerdb', (layers) => ({ ...layers, mounts: layers.mounts.filter(({ name }) => name !== id) }));
  next = change(next, 'engine', (engine) => ({ ...engine, containersTotal: engine.containersTotal - 1 }));
  next = change(next, 'networks', (all) =>
    all.map((each) => ({ ...each, containerIds: each.containerIds.filter((other) => other !== id) })),
  );
  return dropOwned(withoutLayers(freed(next, disk?.logBytes ?? 0), layers, recording), recording, id);
}

export function removeImage(copy: DemoCopy, id: string, recording: DemoRecording): DemoCopy {
  const bare = id.replace(/^sha256:/, '');
  let next = change(copy, 'images', (all) => all.filter((each) => each.id !== id));
  next = change(next, 'imagedb', (images) => ({
    ...images,
    images: images.images.filter((each) => each.id !== bare),
    references: Object.fromEntries(
      Object.entries(images.references).filter(([image]) => image.replace(/^sha256:/, '') !== bare),
    ),
  }));
  next = change(next, 'engine', (engine) => ({ ...engine, imagesTotal: engine.imagesTotal - 1 }));
  return dropImage(withoutUnreached(next, copy, recording), recording, id);
}

export function removeBuildCache(copy: DemoCopy, id: string, recording: DemoRecording): DemoCopy {
  let next = change(copy, 'buildCache', (all) => all.filter((each) => each.id !== id));
  next = change(next, 'buildkitSnapshots', (found) => ({
    ...found,
    buckets: found.buckets.filter(({ name, committed }) => name !== id && committed !== id),
  }));
  next = dropOwned(withoutBuildRecord(next, id), recording, id);
  next = withoutUnreached(next, copy, recording);
  const { layerdb } = next.sections;
  const isLayer = layerdb.state === 'known' && layerdb.value.chains.some(({ cacheId }) => cacheId === id);
  return isLayer ? next : withoutLayers(next, [id], recording);
}

/** With containerd's store BuildKit keeps its records in a database of its own. */
function withoutBuildRecord(copy: DemoCopy, id: string): DemoCopy {
  return change(copy, 'containerd', (value) => {
    const builds = value.details?.builds;
    if (value.details === undefined || !builds) return value;
    const workers = builds.workers.map((worker) => ({
      ...worker,
      records: worker.records.filter((each) => each.id !== id),
    }));
    return { ...value, details: { ...value.details, builds: { ...builds, workers } } };
  });
}

export function removeVolume(copy: DemoCopy, name: string, recording: DemoRecording): DemoCopy {
  let next = change(copy, 'volumes', (all) => all.filter((each) => each.name !== name));
  next = change(next, 'volumesOnDisk', (all) => all.filter((each) => each.name !== name));
  next = withoutSubvolumes(next, ({ path }) => path.includes(`/volumes/${name}/`));
  return freed(next, measuredBytes(recording, 'volume', name));
}

/** Docker has adopted and released the layer. */
export function releaseChain(copy: DemoCopy, chain: string, directory: string, recording: DemoRecording): DemoCopy {
  const next = change(copy, 'layerdb', (layers) => ({
    ...layers,
    chains: layers.chains.filter(({ name }) => name !== chain),
  }));
  return withoutLayers(next, [directory], recording);
}

export function emptyLog(copy: DemoCopy, container: string): DemoCopy {
  const { containersOnDisk } = copy.sections;
  const all = containersOnDisk.state === 'known' ? containersOnDisk.value : [];
  const bytes = all.find(({ id }) => id === container)?.logBytes ?? 0;
  const next = change(copy, 'containersOnDisk', (each) =>
    each.map((one) => (one.id === container ? { ...one, logBytes: 0 } : one)),
  );
  return freed(next, bytes);
}

/** Layers that were referenced before and are not now: Docker deletes them with the object that referenced them. */
function withoutUnreached(next: DemoCopy, before: DemoCopy, recording: DemoRecording): DemoCopy {
  const earlier = reachedChains(before);
  const now = reachedChains(next);
  const { layerdb } = next.sections;
  if (layerdb.state === 'unknown' || earlier === null || now === null) return next;
  const gone = layerdb.value.chains.filter(({ name }) => earlier.has(name) && !now.has(name));
  const names = new Set(gone.map(({ name }) => name));
  const kept = change(next, 'layerdb', (layers) => ({
    ...layers,
    chains: layers.chains.filter(({ name }) => !names.has(name)),
  }));
  return withoutLayers(
    kept,
    gone.flatMap(({ cacheId }) => cacheId ?? []),
    recording,
  );
}

function reachedChains(copy: DemoCopy): ReadonlySet<string> | null {
  const facts = ownershipFacts(copy);
  return facts.state === 'known' ? chainReach(facts.value).reached : null;
}

function withoutLayers(copy: DemoCopy, directories: readonly string[], recording: DemoRecording): DemoCopy {
  const { driverDirectories } = copy.sections;
  const present = driverDirectories.state === 'known' ? driverDirectories.value.entries : [];
  const names = new Set(directories.filter((name) => present.some((entry) => entry.name === name)));
  const bytes = [...names].reduce((sum, name) => sum + layerBytes(recording, name), 0);
  return freed(withoutDirectories(copy, names), bytes);
}
