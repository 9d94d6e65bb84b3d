import fc from 'fast-check';
import { DockerHost, type Driver, mountOf, old, young } from './docker-host.ts';

/**
 * Random histories of a Docker host. Every step does to the model what the engine does to its files, and notes by itself, without
 * asking the views, which directories somebody needs and which were leaked on purpose.
 */
export interface History {
  host: DockerHost;
  /** directories that must never be named: the model knows who needs them */
  needed: Set<string>;
  /** directories that were leaked and born before the daemon: each must be found */
  planted: Set<string>;
  /** leaked as well, but born while the daemon runs */
  plantedYoung: Set<string>;
}

const steps = [
  'pull',
  'build',
  'build-duplicate',
  'run',
  'pull-in-flight',
  'leak-alone',
  'leak-stack',
  'leak-young',
  'mounted-only',
  'write-set',
  'legacy-build-mount',
  'prune-cache',
] as const;

const driverArbitrary: fc.Arbitrary<Driver> = fc.constantFrom('overlay2', 'btrfs', 'vfs');

export const historyArbitrary: fc.Arbitrary<History> = fc
  .tuple(driverArbitrary, fc.array(fc.tuple(fc.constantFrom(...steps), fc.nat(1000)), { maxLength: 40 }))
  .map(([driver, chosen]) => replay(driver, chosen));

function replay(driver: Driver, chosen: readonly (readonly [(typeof steps)[number], number])[]): History {
  const host = new DockerHost(driver);
  const history: History = { host, needed: new Set(), planted: new Set(), plantedYoung: new Set() };
  const images: string[] = [];
  for (const [step, pick] of chosen) apply(step, pick, history, images);
  return history;
}

function apply(step: (typeof steps)[number], pick: number, history: History, images: string[]): void {
  const { host, needed } = history;
  const image = images[pick % Math.max(images.length, 1)];
  const keep = (name: string) => {
    needed.add(name);
    // On overlay2 whatever it stands on is needed with it.
    for (const link of host.entries.find((entry) => entry.name === name)?.lower ?? [])
      needed.add(host.links[link] ?? '');
    return name;
  };
  switch (step) {
    case 'pull': {
      images.push(host.image(`image-${images.length}:latest`, layers(host, 1 + (pick % 4))));
      for (const chain of host.chains) keep(chain.cacheId ?? '');
      return;
    }
    case 'build': {
      const lower = image === undefined ? null : host.cacheIdOf(host.topChain(image));
      keep(host.cache(lower === null ? {} : { lower }));
      return;
    }
    case 'build-duplicate': {
      if (image === undefined) return;
      const parent = host.topChain(image);
      // The duplicate of the parent's directory that only the new layer's `lower` names.
      const duplicate = host.directory(host.short());
      const diffId = host.hex();
      const directory = host.directory(host.short(), { lower: duplicate });
      host.chain(diffId, parent, directory);
      const base = host.images.find((each) => each.id === image)?.diffIds ?? [];
      const id = host.hex();
      host.images.push({ id, diffIds: [...base, `sha256:${diffId}`], tag: `dup-${id}:latest` });
      images.push(id);
      keep(directory);
      if (host.driver !== 'overlay2') history.planted.add(duplicate);
      return;
    }
    case 'run': {
      if (image === undefined) return;
      host.container(`c${host.containers.length}`, image, { running: pick % 2 === 0 });
      for (const mount of host.mounts) for (const name of [mount.mountId, mount.initId]) keep(name ?? '');
      return;
    }
    case 'pull-in-flight':
      history.plantedYoung.add(host.directory(host.hex(), { born: young }));
      return;
    case 'leak-alone':
      history.planted.add(host.directory(host.hex(), { born: old }));
      return;
    case 'leak-young':
      history.plantedYoung.add(host.directory(host.short(), { born: young }));
      return;
    case 'leak-stack': {
      let lower: string | null = image === undefined ? null : host.cacheIdOf(host.topChain(image));
      for (let depth = 0; depth <= pick % 3; depth += 1) {
        lower = host.directory(host.short(), { lower });
        history.planted.add(lower);
      }
      return;
    }
    case 'mounted-only': {
      const name = keep(host.directory(host.hex(), { born: old }));
      const home = host.driver === 'btrfs' ? `/docker/btrfs/subvolumes/${name}` : `/somewhere/${name}/merged`;
      host.liveMounts.push(mountOf('/', host.driver, '0:70', home));
      return;
    }
    case 'write-set': {
      const name = keep(host.directory(host.hex(), { born: old }));
      host.writeSets.push({ name: `write-set-${pick}`, cacheId: name, bornSeconds: young });
      return;
    }
    case 'legacy-build-mount': {
      const mountId = keep(host.directory(host.hex(), { born: young }));
      host.mounts.push({ name: host.hex(), mountId, initId: null, parent: null, bornSeconds: young });
      return;
    }
    case 'prune-cache':
      // What the cache alone kept is deleted with it; nothing else is touched.
      for (const bucket of [...host.buckets]) {
        const name = bucket.committed;
        const isLower = host.entries.some((entry) => entry.lower?.some((link) => host.links[link] === name));
        if (name === null || isLower) continue;
        host.buckets.splice(
          0,
          host.buckets.length,
          ...host.buckets.filter((b) => b.name !== name && b.committed !== name),
        );
        needed.delete(name);
        host.removeDirectory(name);
      }
      return;
  }
}

function layers(host: DockerHost, count: number): string[] {
  return Array.from({ length: count }, () => host.hex());
}
