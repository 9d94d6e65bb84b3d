import type { LabHost } from '../lab.ts';
import { currentDriver, dockerRoot } from './engine.ts';

const subfolder: Readonly<Record<string, string>> = {
  btrfs: 'btrfs/subvolumes',
  overlay2: 'overlay2',
  'fuse-overlayfs': 'fuse-overlayfs',
  vfs: 'vfs/dir',
};

/** The folder that holds the layer directories of the current storage driver. */
export async function driverFolder(host: LabHost): Promise<string> {
  const driver = await currentDriver(host);
  const below = subfolder[driver];
  if (below === undefined) throw new Error(`the lab does not know where the driver ${driver} keeps its layers`);
  return `${await dockerRoot(host)}/${below}`;
}

/** Names of all layer directories, sorted, as they are on disk: an independent look, not what Bilge reports. */
export async function listDriverDirectories(host: LabHost): Promise<string[]> {
  const { stdout } = await host.exec('ls -1 -- "$1"', { args: [await driverFolder(host)] });
  return stdout.split('\n').filter((name) => /^([0-9a-f]{64}(-init)?|[0-9a-z]{25})$/.test(name));
}
