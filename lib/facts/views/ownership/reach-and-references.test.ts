import { describe, expect, it } from 'vitest';
import { changed } from '../testing/changed.ts';
import { leaksOf, namesOf } from '../testing/conclusions.ts';
import { DockerHost, old } from '../testing/docker-host.ts';
import { ChainIds } from './chain-ids.ts';

const empty = { parent: null, committed: null, isCommitted: false, chainId: null, sizeBytes: null };

/** Each source of a reference alone, so that losing any one of them breaks a test. */
describe('a directory is kept by', () => {
  const directoryWith = (attach: (host: DockerHost, name: string) => void) => {
    const host = new DockerHost('vfs');
    const name = host.directory(host.short());
    attach(host, name);
    return host.facts();
  };
  const only: Record<string, (host: DockerHost, name: string) => void> = {
    'R1 a cache-id': (host, name) => host.chain(host.hex(), null, name),
    'R1 a cache-id under a strange name': (host, name) =>
      host.chains.push({ name: 'what-is-this', cacheId: name, parent: null, sizeBytes: 1, isRemoving: false }),
    'R2 a mount-id': (host, name) =>
      host.mounts.push({ name: 'any', mountId: name, initId: null, parent: null, bornSeconds: old }),
    'R2 an init-id': (host, name) =>
      host.mounts.push({ name: 'any', mountId: 'x', initId: name, parent: null, bornSeconds: old }),
    'R2 an entry without a mount-id': (host, name) =>
      host.mounts.push({ name, mountId: null, initId: null, parent: null, bornSeconds: old }),
    'R3 a registration': (host, name) => host.writeSets.push({ name: 'write-set-1', cacheId: name, bornSeconds: old }),
    'R4 a bucket': (host, name) => host.buckets.push({ ...empty, name }),
    'R4 `committed` alone': (host, name) => host.buckets.push({ ...empty, name: host.short(), committed: name }),
  };
  for (const [name, attach] of Object.entries(only))
    it(name, () => expect(namesOf(directoryWith(attach), 'vfs-directory')).toEqual([]));

  it('R5 a working directory, and an unpacker of an old engine', () => {
    const host = new DockerHost('vfs');
    const name = host.directory(host.hex());
    const path = `/var/lib/docker/vfs/dir/${name}`;
    const holder = { pid: 7, command: 'bash', kind: 'cwd' as const, path: `${path}/etc` };
    expect(namesOf(changed(host.facts(), 'namespaceMounts', (all) => ({ ...all, holders: [holder] })))).toEqual([]);
    const unpackers = [['docker-untar', '/', path]];
    expect(namesOf(changed(host.facts(), 'daemonProcesses', (all) => ({ ...all, unpackers })))).toEqual([]);
    expect(namesOf(host.facts())).toEqual([name]);
  });
});

describe('an image layer without an image is reached by', () => {
  const chainWith = (attach: (host: DockerHost, chain: string) => void) => {
    const host = new DockerHost('vfs');
    const chain = host.chain(host.hex(), null, host.directory(host.hex()));
    attach(host, chain);
    return namesOf(host.facts(), 'unreachable-layer');
  };
  const only: Record<string, (host: DockerHost, chain: string) => void> = {
    'a container’s mount': (host, chain) => {
      const id = host.hex();
      host.mounts.push({ name: id, mountId: null, initId: null, parent: `sha256:${chain}`, bornSeconds: old });
    },
    'a record’s chainid': (host, chain) =>
      host.buckets.push({ ...empty, name: host.short(), chainId: `sha256:${chain}` }),
    'a record’s parent': (host, chain) =>
      host.buckets.push({ ...empty, name: host.short(), parent: `sha256:${chain}` }),
    'a record’s name': (host, chain) => host.buckets.push({ ...empty, name: `sha256:${chain}` }),
    'the parent file of a reached layer': (host, chain) => {
      const child = host.chain(host.hex(), chain, host.directory(host.hex()));
      host.chains.splice(1, 1, { ...(host.chains[1] ?? never()), parent: `sha256:${chain}` });
      host.buckets.push({ ...empty, name: host.short(), chainId: child });
    },
  };
  for (const [name, attach] of Object.entries(only)) it(name, () => expect(chainWith(attach)).toEqual([]));
  it('no unfinished image configuration: the engine passes over it', () => {
    const host = new DockerHost('vfs');
    const diffId = host.hex();
    host.chain(diffId, null, host.directory(host.hex()));
    host.images.push({ id: `.tmp-${host.hex()}123456789`, diffIds: [`sha256:${diffId}`], tag: null });
    host.images.push({ id: `.tmp-${host.hex()}987654321`, diffIds: null, tag: null });
    const facts = changed(host.facts(), 'images', () => []);
    expect(leaksOf(facts)).toMatchObject([{ kind: 'unreachable-layer', state: 'orphan' }]);
  });
  it('nothing: then it is a leak', () => expect(chainWith(() => {})).toHaveLength(1));
});

describe('chain ids', () => {
  it('are those that the engine made', () => {
    // `docker image inspect` and `ls image/overlay2/layerdb/sha256`, engine 20.10.24, lab host ext4, 2026-11-21.
    const diffIds = [
      'sha256:ed53d9a67e4e50dc309b7e4f7cd362a7761036ace26e5ff3c293bba4ec677f7d',
      'sha256:b09d87d641320f2de4e315d69a28871190b48bbe203b2ebe5caf2ffa8e4fea9a',
      'sha256:95680cc8ba7c950e06e037c28a6066b27b5f658fe670f627bedf73e77f012f8b',
    ];
    expect(new ChainIds().of(diffIds)).toEqual([
      'ed53d9a67e4e50dc309b7e4f7cd362a7761036ace26e5ff3c293bba4ec677f7d',
      'afbafc12d87a8eca865a8a24975e1be9aabd803421dfd61bfd969686ac6f6ee1',
      'a147e5b87c7532447fb88f3d4fbcafc4222b7c83a00a0ab500ffda8eb7531b65',
    ]);
  });
});

function never(): never {
  throw new Error('the builder made nothing');
}
