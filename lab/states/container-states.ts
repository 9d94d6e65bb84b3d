import type { LabHost } from '../lab.ts';
import { changeDaemonConfig, dockerRoot, imageFolder, startDocker, stopDocker } from './engine.ts';
import { loadBusybox } from './load-busybox.ts';

export type LostContainer = {
  containerId: string;
  /** Its anonymous volume, with a file `precious` in it: free as far as the API knows. */
  volume: string;
  /** Where what was taken away lies now, if anything: putting it back undoes the state. */
  savedPath?: string;
};

/** A stopped container with an anonymous volume that holds data. */
async function makeContainer(host: LabHost): Promise<{ containerId: string; volume: string }> {
  const image = await loadBusybox(host);
  const script = `
set -eu
id=$(docker create -v /data "$1" sleep 1000000)
volume=$(docker inspect --format '{{(index .Mounts 0).Name}}' "$id")
echo precious >"$(docker volume inspect --format '{{.Mountpoint}}' "$volume")/precious"
echo "$id $volume"
`;
  const [containerId = '', volume = ''] = (await host.exec(script, { args: [image] })).stdout.trim().split(' ');
  return { containerId, volume };
}

export type LeakedMount = LostContainer & { mountId: string; initId: string };

/**
 * layerdb/mounts/<cid> without containers/<cid> (docs/reference/docker-on-disk.md#container-layers-without-a-container): the
 * read-write layer and its -init stay for ever.
 */
export async function leakedMount(host: LabHost): Promise<LeakedMount> {
  const container = await makeContainer(host);
  const folder = await imageFolder(host);
  const savedPath = `/root/saved-containers/${container.containerId}`;
  const root = await dockerRoot(host);
  await stopDocker(host);
  await host.exec('mkdir -p /root/saved-containers && mv -- "$1/containers/$2" "$3"', {
    args: [root, container.containerId, savedPath],
  });
  await startDocker(host);
  const { stdout } = await host.exec('cd -- "$1/layerdb/mounts/$2" && cat mount-id && echo && cat init-id', {
    args: [folder, container.containerId],
  });
  const [mountId = '', initId = ''] = stdout.trim().split('\n');
  return { ...container, savedPath, mountId, initId };
}

/**
 * docs/reference/traps.md#trap-8: a container whose config.v2.json does not parse is invisible in the API, and so is its hold on its
 * volume.
 */
export async function unloadableContainer(host: LabHost): Promise<LostContainer> {
  const container = await makeContainer(host);
  const config = `${await dockerRoot(host)}/containers/${container.containerId}/config.v2.json`;
  const savedPath = `${config}.saved`;
  await stopDocker(host);
  await host.exec('cp -p -- "$1" "$2" && head -c 100 -- "$2" >"$1"', { args: [config, savedPath] });
  await startDocker(host);
  return { ...container, savedPath };
}

/** docs/reference/traps.md#trap-7: a container made under another storage driver is invisible; `vfs` is at hand in every engine. */
export async function hiddenContainer(host: LabHost, otherDriver = 'vfs'): Promise<LostContainer> {
  const container = await makeContainer(host);
  await stopDocker(host);
  await changeDaemonConfig(host, { 'storage-driver': otherDriver });
  await startDocker(host);
  return container;
}
