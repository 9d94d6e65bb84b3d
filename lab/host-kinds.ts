/**
 * What a lab host is like. A kind is a set of defaults for the options of `startHost`; a test that needs another mix
 * takes the nearest kind and changes one option.
 */
/** sid is Debian's moving suite: the newest engine that Debian has, 28.5.2 with containerd 2.1.9 when this was written. */
export type Suite = 'bookworm' | 'trixie' | 'sid';
export type DiskFilesystem = 'btrfs' | 'ext4' | 'xfs';

export type KindSettings = {
  suite: Suite;
  /** Undefined: no data disk; the root is an overlay, so the engine falls back to `vfs`. */
  disk?: DiskFilesystem;
  /** The driver `docker info` must report: with the containerd image store it is the snapshotter. */
  driver: 'btrfs' | 'overlay2' | 'vfs' | 'fuse-overlayfs' | 'overlayfs';
  /** Docker keeps its images in containerd. The data disk then holds two folders, bound over Docker's root and containerd's. */
  imageStore?: 'containerd';
  login: 'root' | 'sudo-password' | 'none';
  /** BusyBox's applets come first in PATH and root's shell is ash. */
  isBusybox?: true;
  daemonConfig?: Readonly<Record<string, unknown>>;
  /** Files of the base tree that this kind does not have. */
  withoutFiles?: readonly string[];
  /** Files of the base tree that are links to BusyBox here, as on a system that has no other userland. */
  busyboxFiles?: readonly string[];
  /** Only the network's part of /sys and /proc/sys is there, as in a Proxmox container: no /sys/fs. */
  hidesSys?: true;
};

const gnuTools = [
  ...['stat', 'find', 'xargs', 'timeout', 'awk', 'mawk', 'sort', 'head', 'tail', 'cut', 'tr', 'uniq', 'wc', 'du', 'df'],
  ...[
    'realpath',
    'readlink',
    'sha256sum',
    'md5sum',
    'od',
    'tac',
    'nohup',
    'nproc',
    'sync',
    'truncate',
    'fallocate',
    'ps',
  ],
].map((name) => `/usr/bin/${name}`);

const containerdStore = { features: { 'containerd-snapshotter': true } } as const;

export const hostKinds = {
  btrfs: { suite: 'bookworm', disk: 'btrfs', driver: 'btrfs', login: 'root' },
  xfs: { suite: 'bookworm', disk: 'xfs', driver: 'overlay2', login: 'root' },
  ext4: { suite: 'bookworm', disk: 'ext4', driver: 'overlay2', login: 'root' },
  /** Nothing is configured: the engine itself falls back, as on a NAS whose root is an overlay. */
  vfs: { suite: 'bookworm', driver: 'vfs', login: 'root', withoutFiles: ['/usr/bin/fuse-overlayfs'] },
  'fuse-overlayfs': { suite: 'bookworm', driver: 'fuse-overlayfs', login: 'root' },
  /** No sshd: only the engine's socket, forwarded by socat. */
  socket: { suite: 'bookworm', disk: 'ext4', driver: 'overlay2', login: 'none' },
  /** An administrator as on a NAS: not in the docker group, no /sbin in PATH (sudo's neither), sudo asks. */
  'sudo-password': { suite: 'bookworm', disk: 'btrfs', driver: 'btrfs', login: 'sudo-password' },
  /** The same with an engine as new as a NAS has it. */
  'trixie-sudo-password': {
    suite: 'trixie',
    disk: 'btrfs',
    driver: 'btrfs',
    login: 'sudo-password',
    daemonConfig: { 'storage-driver': 'btrfs' },
  },
  busybox: { suite: 'bookworm', disk: 'ext4', driver: 'overlay2', login: 'root', isBusybox: true },
  /** Nothing but BusyBox where GNU's tools were: birth times cannot be read, and much is written differently. */
  'busybox-only': {
    suite: 'bookworm',
    disk: 'btrfs',
    driver: 'btrfs',
    login: 'root',
    isBusybox: true,
    busyboxFiles: gnuTools,
  },
  /** A container of a hypervisor: the kernel is shared, and most of /sys belongs to the machine below. */
  'hidden-sys-btrfs': { suite: 'bookworm', disk: 'btrfs', driver: 'btrfs', login: 'root', hidesSys: true },
  'hidden-sys-ext4': { suite: 'bookworm', disk: 'ext4', driver: 'overlay2', login: 'root', hidesSys: true },
  'trixie-ext4': { suite: 'trixie', disk: 'ext4', driver: 'overlay2', login: 'root' },
  /** From 23.0 on the engine prefers overlay2 on btrfs; the btrfs driver must be asked for. */
  'trixie-btrfs': {
    suite: 'trixie',
    disk: 'btrfs',
    driver: 'btrfs',
    login: 'root',
    daemonConfig: { 'storage-driver': 'btrfs' },
  },
  'trixie-containerd-ext4': {
    suite: 'trixie',
    disk: 'ext4',
    driver: 'overlayfs',
    login: 'root',
    imageStore: 'containerd',
    daemonConfig: containerdStore,
  },
  'trixie-containerd-btrfs': {
    suite: 'trixie',
    disk: 'btrfs',
    driver: 'btrfs',
    login: 'root',
    imageStore: 'containerd',
    daemonConfig: { ...containerdStore, 'storage-driver': 'btrfs' },
  },
  'sid-containerd-ext4': {
    suite: 'sid',
    disk: 'ext4',
    driver: 'overlayfs',
    login: 'root',
    imageStore: 'containerd',
    daemonConfig: containerdStore,
  },
  'sid-containerd-btrfs': {
    suite: 'sid',
    disk: 'btrfs',
    driver: 'btrfs',
    login: 'root',
    imageStore: 'containerd',
    daemonConfig: { ...containerdStore, 'storage-driver': 'btrfs' },
  },
} as const satisfies Record<string, KindSettings>;

export type HostKind = keyof typeof hostKinds;

export const hostKindNames: readonly HostKind[] = Object.keys(hostKinds).filter(isHostKind);

export function isHostKind(name: string): name is HostKind {
  return Object.hasOwn(hostKinds, name);
}

export function kindSettings(kind: HostKind): KindSettings {
  return hostKinds[kind];
}

export type HostOptions = {
  /** Size of the sparse data disk. Default 8 GiB. */
  diskBytes?: number;
  /** Where the data disk is mounted. Default /var/lib/docker; with the containerd image store /srv/data. */
  diskMountPoint?: string;
  /** Replaces the kind's file system; null: no data disk. */
  disk?: DiskFilesystem | null;
  /** Replaces the tool's own extra arguments for mkfs, e.g. `['-m', 'single']`. */
  mkfsArguments?: readonly string[];
  mountOptions?: string;
  /** Extra lines of sshd_config, e.g. `AllowTcpForwarding no`. They come first: sshd keeps the first value it reads. */
  sshdConfig?: readonly string[];
  /** Merged over the kind's daemon.json. */
  daemonConfig?: Readonly<Record<string, unknown>>;
  /** The engine's data-root (also settable by `daemonConfig`). */
  dataRoot?: string;
  /** False: Docker is installed but not started at boot. Default true. */
  startDocker?: boolean;
  /** Further public keys that may log in, in authorized_keys form. */
  authorizedKeys?: readonly string[];
  /** Replaces the kind's login: an administrator with sudo on a host whose kind has root. */
  login?: 'root' | 'sudo-password';
  /** The host's host name. Default: its lab name. */
  hostName?: string;
};
