import type { Pasted } from './read-paste.ts';

/** What paths below a data root say: where it is, and which storage driver made them. */
export interface DataRootPlace {
  dataRoot: string | null;
  /** null where nothing or several tell */
  driver: string | null;
}

/** Podman's, containerd's and Kubernetes' own trees look alike and are no data root of Docker. */
const foreign = /\/containers\/storage\/|\/io\.containerd\.|\/kubelet\/|^\/(?:proc|sys|run)\//;
/** Long ids keep `/srv/overlay/www` out: `overlay/<id>/merged`, `aufs/mnt/<id>`, `vfs/dir/<id>`. */
const id = '[0-9a-z]{12,128}(?:-init)?(?:-removing)?';
const ofDriver: readonly { driver: string; path: RegExp }[] = [
  { driver: 'overlay2', path: new RegExp(`^(/.*?)/overlay2/(?:l/|${id}(?:/|$))`) },
  { driver: 'fuse-overlayfs', path: new RegExp(`^(/.*?)/fuse-overlayfs/(?:l/|${id}(?:/|$))`) },
  { driver: 'overlay', path: new RegExp(`^(/.*?)/overlay/${id}/(?:merged|root|upper|work)(?:/|$)`) },
  { driver: 'aufs', path: new RegExp(`^(/.*?)/aufs/(?:mnt|diff|layers)/${id}`) },
  { driver: 'devicemapper', path: new RegExp(`^(/.*?)/devicemapper/mnt/${id}`) },
  { driver: 'btrfs', path: new RegExp(`^(/.*?)/btrfs/subvolumes/${id}`) },
  { driver: 'vfs', path: new RegExp(`^(/.*?)/vfs/dir/${id}`) },
  { driver: 'zfs', path: new RegExp(`^(/.*?)/zfs/graph/${id}`) },
];
/** Below a directory of that name, these are the engine's own. */
const ofDocker =
  /^(\/(?:[^/]+\/)*[^/]*docker[^/]*)\/(?:tmp|image|containers|volumes|network|buildkit|swarm|rootfs|plugins)\//i;
const ofContainer = /^(\/.*?)\/containers\/[0-9a-f]{64}(?:\/|$)/;

export function dataRootPlace(pasted: Pasted): DataRootPlace {
  const mounted = read([
    ...pasted.mounts.map((mount) => mount.mountPoint),
    ...pasted.disks.map((disk) => disk.mountPoint),
    ...pasted.inodes.map((row) => row.mountPoint),
  ]);
  const inErrors = read(pasted.logLines.flatMap(({ text }) => pathsIn(text)));
  return {
    dataRoot: mounted.dataRoot ?? inErrors.dataRoot ?? fromDirectories(pasted.directories.map(({ path }) => path)),
    // du shows directories that a switch of the driver left behind: it names no driver.
    driver: mounted.driver ?? inErrors.driver,
  };
}

function read(paths: readonly string[]): DataRootPlace {
  const roots: string[] = [];
  const drivers = new Set<string>();
  for (const path of paths) {
    if (foreign.test(path)) continue;
    for (const { driver, path: pattern } of ofDriver) {
      const root = pattern.exec(path)?.[1];
      if (root === undefined) continue;
      roots.push(root);
      drivers.add(driver);
    }
    const root = ofContainer.exec(path)?.[1] ?? ofDocker.exec(path)?.[1];
    if (root !== undefined) roots.push(root);
  }
  const [driver] = drivers;
  return { dataRoot: mostFrequent(roots), driver: drivers.size === 1 ? (driver ?? null) : null };
}

/** Two of the engine's directories side by side, or one of them in a directory that is called after Docker. */
function fromDirectories(paths: readonly string[]): string | null {
  const found = new Map<string, Set<string>>();
  for (const path of paths) {
    if (foreign.test(path)) continue;
    const match =
      /^(\/.+?)\/(overlay2|aufs|devicemapper|vfs|image|buildkit|containers|volumes|network|btrfs)(?:\/|$)/.exec(path);
    if (match?.[1] && match[2]) found.set(match[1], (found.get(match[1]) ?? new Set()).add(match[2]));
  }
  const likely = [...found].filter(([root, names]) => names.size >= 2 || /docker[^/]*$/i.test(root));
  return likely.sort(([, one], [, other]) => other.size - one.size)[0]?.[0] ?? null;
}

/** Absolute paths of a message, without the quotes, brackets and colons around them. */
function pathsIn(text: string): string[] {
  return [...text.slice(0, 4000).matchAll(/(?<![\w.-])\/[^\s"'`,;:()\\=]{3,600}/g)].map(([path]) => path);
}

function mostFrequent(values: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one)[0]?.[0] ?? null;
}
