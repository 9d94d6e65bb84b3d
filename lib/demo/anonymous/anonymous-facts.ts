import type { HostFacts } from '../../domain/host-facts.ts';
import type { Measurement } from '../../domain/measurement.ts';
import { ChainIds } from '../../facts/views/ownership/chain-ids.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** A scan and its sizes in which every name, label, address and id is another one. Numbers, times, versions and structure stay. */
export function anonymousScan<T extends { facts: HostFacts; measurements: readonly Measurement[] }>(
  { facts, measurements }: T,
  pseudonyms: Pseudonyms,
): { facts: HostFacts; measurements: Measurement[] } {
  settleChains(facts, pseudonyms);
  const { id: _id, hostId: _hostId, collectedAt, cost, identity, sections } = facts;
  const walked = <V>(value: V, path: string): V => walk(value, path, pseudonyms) as V;
  return {
    facts: {
      id: 'facts_recorded',
      hostId: 'demo',
      collectedAt,
      cost,
      identity: walked(identity, 'identity'),
      sections: walked(sections, ''),
    },
    measurements: measurements.map((each) => ({
      ...each,
      object: each.kind === 'volume' ? pseudonyms.name(each.object) : pseudonyms.text(each.object),
      identity: each.identity === null ? null : pseudonyms.text(each.identity),
    })),
  };
}

/**
 * The id of a chain of layers is computed from what the layers contain (`ChainIds`). What contains what is replaced by chance, so the ids
 * of chains are computed again.
 */
function settleChains({ sections: { imagedb, layerdb } }: HostFacts, pseudonyms: Pseudonyms): void {
  const chainIds = new ChainIds();
  const stacks = imagedb.state === 'known' ? imagedb.value.images.map(({ diffIds }) => diffIds ?? []) : [];
  const settle = (diffIds: readonly string[]): void => {
    const before = chainIds.of(diffIds);
    const after = chainIds.of(diffIds.map((id) => pseudonyms.text(id)));
    // That of the lowest layer is the layer's own.
    before.forEach((chain, at) => {
      if (at > 0) pseudonyms.settle(chain, after[at] ?? chain);
    });
  };
  stacks.forEach(settle);
  if (layerdb.state === 'unknown') return;
  const byName = new Map(layerdb.value.chains.map((chain) => [chain.name.replace(/-removing$/, ''), chain]));
  for (const chain of layerdb.value.chains) {
    const stack: string[] = [];
    for (
      let each: typeof chain | undefined = chain;
      each !== undefined && stack.length <= byName.size;
      each = each.parent === null ? undefined : byName.get(each.parent.replace('sha256:', ''))
    ) {
      if (!each.diffId) break;
      stack.unshift(each.diffId);
    }
    // A chain whose parent is missing is one of its own, and its id follows from nothing that is there.
    if (chainIds.of(stack).at(-1) === chain.name.replace(/-removing$/, '')) settle(stack);
  }
}

/** What people call their things, by its place in the facts (without the indices of lists). */
const names = new Set([
  'containers.names',
  'containers.image',
  'containers.networkNames',
  'containers.ports',
  'containers.mounts.name',
  'containersOnDisk.config.name',
  'containersOnDisk.config.image',
  'containersOnDisk.config.mounts.volume',
  'images.repoTags',
  'images.repoDigests',
  'imagedb.references.*',
  'volumes.name',
  'volumesOnDisk.name',
  'networks.name',
  'engine.name',
  'platform.hostname',
  'containerd.details.records.namespaces.images.name',
  'containerd.details.records.namespaces.leases.images',
  'containerd.details.records.namespaces.ingests.ref',
  'containerd.details.records.namespaces.leases.ingests',
  'containerd.details.unusedStores.content.images',
  'otherDataRoots.containers.name',
  'otherDataRoots.volumes',
  'hiddenData.places.contents.containers.name',
  'hiddenData.places.contents.volumes',
  'hiddenData.places.entries.name',
  'imageBackups.archives.images.references',
  'imageBackups.pullable.references',
  'imageBackups.pullable.digest',
  'migrations.lists.containers',
  'migrations.lists.volumes',
  'migrations.lists.images',
  'migrations.lists.networks',
  'dockerDiskUsage.containers.name',
  'dockerDiskUsage.volumes.name',
]);

/** Lists by a key that was read on the host. The keys of all others are Bilge's own words. */
const keyed = new Set([
  'driverDirectories.links',
  'driverDirectories.needs',
  'imagedb.references',
  'platform.markers',
  'volumes.options',
  'containersOnDisk.logOptions',
  'containerd.details.ingestBytes',
  'btrfs.qgroups',
  'daemonConfiguration.values',
]);

function walk(value: unknown, path: string, pseudonyms: Pseudonyms): unknown {
  if (typeof value === 'string') return names.has(path) ? pseudonyms.name(value) : pseudonyms.text(value);
  if (Array.isArray(value)) return value.map((each) => walk(each, path, pseudonyms));
  if (typeof value !== 'object' || value === null) return value;
  const isLabels = path.endsWith('.labels');
  const isKeyed = isLabels || keyed.has(path) || path.startsWith('daemonConfiguration.values.');
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      if (isLabels) return [pseudonyms.label(key), pseudonyms.name(String(inner))];
      const below = isKeyed ? `${path}.*` : joined(path, key);
      return [isKeyed ? pseudonyms.text(key) : key, walk(inner, below, pseudonyms)];
    }),
  );
}

/** What is known of a section stands at its own place. */
function joined(path: string, key: string): string {
  if (key === 'value' && !path.includes('.')) return path;
  return path === '' ? key : `${path}.${key}`;
}
