import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../../../domain/host-facts.ts';
import { changed } from '../testing/changed.ts';
import { reportOf } from '../testing/conclusions.ts';
import { containerSummary, DockerHost } from '../testing/docker-host.ts';

/** Each refusal of docs/reference/docker-on-disk.md#when-nothing-can-be-proven: by its code, with an excuse, and with no leak named. */
function refused(facts: HostFacts): string[] {
  const { refusals, leaks } = reportOf(facts);
  expect(leaks.state).toBe(refusals.length > 0 ? 'unknown' : 'known');
  for (const { excuse } of refusals) expect(excuse.length).toBeGreaterThan(60);
  return refusals.map(({ code }) => code);
}

const host = new DockerHost('overlay2');
const image = host.image('nginx:1');
host.container('web', image, { running: true });
host.directory(host.hex());
const facts = host.facts();

describe('refusals', () => {
  it('none on a healthy host', () => {
    expect(refused(facts)).toEqual([]);
  });

  it('none where Docker names its data root by a link that leads to it (trap 24)', () => {
    const link = '/volume1/docker';
    const linked = changed(facts, 'engine', (engine) => ({ ...engine, dataRoot: link }));
    expect(refused(linked)).toEqual(['data-root-mismatch']);
    expect(refused(changed(linked, 'dataRoot', (root) => ({ ...root, requestedPath: link })))).toEqual([]);
  });

  const cases: Record<string, [HostFacts, string]> = {
    'Docker runs on another driver': [
      changed(facts, 'engine', (engine) => ({ ...engine, storageDriver: 'vfs' })),
      'driver-mismatch',
    ],
    'the layer store is another driver’s': [
      changed(facts, 'layerdb', (layerdb) => ({ ...layerdb, driver: 'vfs' })),
      'driver-mismatch',
    ],
    'Docker names another data root (userns, rootless)': [
      changed(facts, 'engine', (engine) => ({ ...engine, dataRoot: '/var/lib/docker/1000.1000' })),
      'data-root-mismatch',
    ],
    'image/<driver> is missing': [
      changed(facts, 'dataRoot', (root) => ({ ...root, imageStores: [] })),
      'layer-store-missing',
    ],
    'the data root is on NFS': [
      changed(facts, 'dataRoot', (root) => ({ ...root, filesystemType: 'nfs4' })),
      'network-filesystem',
    ],
    'the driver’s directory is on CIFS behind a link': [
      changed(facts, 'mounts', (mounts) => [
        ...mounts,
        { ...(mounts[0] ?? never()), mountPoint: '/var/lib/docker/overlay2', type: 'cifs' },
      ]),
      'network-filesystem',
    ],
    'two daemons share the data root under different paths': [
      changed(facts, 'daemonProcesses', (all) => {
        const [first = never()] = all.daemons;
        return { ...all, daemons: [first, { ...first, pid: 200, dataRoot: '/mnt/docker' }] };
      }),
      'several-daemons',
    ],
    'Docker answers but its process is hidden': [
      changed(facts, 'daemonProcesses', (all) => ({ ...all, daemons: [] })),
      'daemon-not-visible',
    ],
    'an entry of the layer store cannot be read': [
      changed(facts, 'layerdb', (layerdb) => ({ ...layerdb, unreadableEntries: ['a\nb'] })),
      'layer-entry-unreadable',
    ],
    'an entry of the layer store has no cache-id, but a size': [
      changed(facts, 'layerdb', (layerdb) => ({
        ...layerdb,
        chains: [...layerdb.chains, { name: host.hex(), cacheId: null, parent: null, sizeBytes: 5, isRemoving: false }],
      })),
      'layer-entry-unreadable',
    ],
    'mounts of other processes cannot be read': [
      changed(facts, 'namespaceMounts', (all) => ({ ...all, unreadable: 3 })),
      'mounts-unreadable',
    ],
    'the engine id in the data root is another’s': [
      changed(facts, 'dataRoot', (root) => ({ ...root, engineId: 'somebody-else' })),
      'metadata-not-this-daemons',
    ],
    'Docker lists an image that the disk does not have': [
      changed(facts, 'images', (images) => [...images, { ...(images[0] ?? never()), id: `sha256:${host.hex()}` }]),
      'metadata-not-this-daemons',
    ],
    'the disk has a tagged image that Docker does not list': [
      changed(facts, 'images', () => []),
      'metadata-not-this-daemons',
    ],
    'Docker lists a container that the disk does not have': [
      changed(facts, 'containers', (all) => [...all, containerSummary(host.hex(), 'ghost')]),
      'metadata-not-this-daemons',
    ],
    'a running container has no layer directory': [
      changed(facts, 'layerdb', (layerdb) => ({ ...layerdb, mounts: [] })),
      'metadata-not-this-daemons',
    ],
    'no running container has its layer mounted': [
      changed(facts, 'namespaceMounts', (all) => ({ ...all, namespaces: [] })),
      'metadata-not-this-daemons',
    ],
  };
  for (const [name, [changedFacts, code]] of Object.entries(cases)) {
    it(name, () => expect(refused(changedFacts)).toContain(code));
  }

  it('an empty directory left in the layer store is none (moby 44909)', () => {
    const empty = { name: host.hex(), cacheId: null, parent: null, sizeBytes: null, isRemoving: false };
    expect(
      refused(changed(facts, 'layerdb', (layerdb) => ({ ...layerdb, chains: [...layerdb.chains, empty] }))),
    ).toEqual([]);
  });

  it('another dockerd with a data root of its own is none (docker:dind)', () => {
    const inner = changed(facts, 'daemonProcesses', (all) => {
      const [first = never()] = all.daemons;
      return { ...all, daemons: [first, { ...first, pid: 300, dataRootIdentity: '8:17:999' }] };
    });
    expect(refused(inner)).toEqual([]);
  });

  it('an untagged image that Docker leaves out of its list is none', () => {
    const more = changed(facts, 'imagedb', (imagedb) => ({
      ...imagedb,
      images: [...imagedb.images, { id: host.hex(), diffIds: imagedb.images[0]?.diffIds ?? null }],
    }));
    expect(refused(more)).toEqual([]);
  });
});

function never(): never {
  throw new Error('the builder made nothing');
}
