import type { LabHost } from '../lab.ts';
import { imageFolder, startDocker, stopDocker } from './engine.ts';
import { loadLayers } from './load-layers.ts';

export type UnreachableChains = {
  /** Names under layerdb/sha256, 64 hex digits, whose layers nothing reaches any more. */
  chainIds: string[];
  /** Their driver directories. */
  directories: string[];
  /** The image configuration, moved here: moving it back undoes the state. */
  savedConfig: string;
};

/** Layers that are complete in layerdb while no image configuration names them (docs/reference/docker-on-disk.md#unreachable-layers). */
export async function unreachableChains(host: LabHost, layers = 3): Promise<UnreachableChains> {
  const folder = await imageFolder(host);
  const before = new Set(await listChains(host, folder));
  const image = await loadLayers(host, layers, { name: `unreachable-${before.size}:lab` });
  const { stdout } = await host.exec('docker image inspect --format \'{{.Id}}\' "$1"', { args: [image] });
  const id = stdout.trim().replace('sha256:', '');
  const chainIds = (await listChains(host, folder)).filter((chain) => !before.has(chain));
  const savedConfig = `/root/saved-image-config/${id}`;
  await stopDocker(host);
  await host.exec('mkdir -p /root/saved-image-config && mv -- "$1/imagedb/content/sha256/$2" "$3"', {
    args: [folder, id, savedConfig],
  });
  await startDocker(host);
  return { chainIds, directories: await cacheIds(host, folder, chainIds), savedConfig };
}

/**
 * The same by a crash: SIGKILL to the engine while `docker rmi` works. What remains depends on the moment; it is tried
 * until something does.
 */
export async function interruptedRemoval(
  host: LabHost,
): Promise<{ chainIds: string[]; removingDirectories: string[] }> {
  const folder = await imageFolder(host);
  for (let attempt = 1; attempt <= 6; attempt += 1) {
    const before = new Set(await listChains(host, folder));
    const image = await loadLayers(host, 8, {
      name: `interrupted-${attempt}:lab`,
      filesPerLayer: 1500,
      bytesPerLayer: 3_000_000,
    });
    await host.exec(killDuringRemovalScript, { args: [image, folder] });
    await startDocker(host);
    const left = (await listChains(host, folder)).filter((chain) => !before.has(chain));
    const isStillImage =
      (await host.exec('docker image inspect "$1"', { args: [image], allowFailure: true })).code === 0;
    if (isStillImage) await host.exec('docker rmi "$1"', { args: [image] });
    else if (left.length > 0)
      return {
        chainIds: left.filter((chain) => /^[0-9a-f]{64}$/.test(chain)),
        removingDirectories: left.filter((chain) => chain.endsWith('-removing')),
      };
  }
  throw new Error(`${host.name}: no kill hit the removal of an image`);
}

/** Kills at the first sight of the vanished image configuration: the layers go after it. */
const killDuringRemovalScript = `
set -eu
id=$(docker image inspect --format '{{.Id}}' "$1")
config=$2/imagedb/content/sha256/\${id#sha256:}
pid=$(systemctl show --property MainPID --value docker.service)
docker rmi "$1" >/dev/null 2>&1 &
while [ -e "$config" ]; do :; done
kill -KILL "$pid"
wait || true
systemctl stop docker.socket docker.service
`;

async function listChains(host: LabHost, folder: string): Promise<string[]> {
  const { stdout } = await host.exec('ls -1 -- "$1/layerdb/sha256"', { args: [folder] });
  return stdout.split('\n').filter((name) => name !== '');
}

export async function cacheIds(host: LabHost, folder: string, chains: readonly string[]): Promise<string[]> {
  const { stdout } = await host.exec(
    'cd -- "$1/layerdb/sha256" && shift && for chain; do cat -- "$chain/cache-id"; echo; done',
    { args: [folder, ...chains] },
  );
  return stdout.split('\n').filter((name) => name !== '');
}
