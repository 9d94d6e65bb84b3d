import { formatNumber } from '@/lib/domain/format';

/** What a person pasted, named by the command that printed it; an unknown kind is shown by its id. */
const words: Record<string, string> = {
  'docker-info': '`docker info`',
  'docker-info-json': '`docker info` as JSON',
  'docker-version': '`docker version`',
  'docker-system-df': '`docker system df`',
  'btrfs-filesystem-usage': '`btrfs filesystem usage`',
  'btrfs-filesystem-df': '`btrfs filesystem df`',
  'btrfs-filesystem-show': '`btrfs filesystem show`',
  'btrfs-device-usage': '`btrfs device usage`',
  'btrfs-device-stats': '`btrfs device stats`',
  'btrfs-scrub-status': '`btrfs scrub status`',
  'btrfs-balance-status': '`btrfs balance status`',
  'btrfs-subvolume-list': '`btrfs subvolume list`',
  df: '`df`',
  'df-inodes': '`df -i`',
  du: '`du`',
  ls: '`ls -l`',
  lsof: '`lsof`',
  'file-counts': 'file counts by directory',
  'build-cache-du': '`docker buildx du` or `buildctl du`',
  podman: 'Podman’s output',
  mount: '`mount`',
  'proc-mounts': '/proc/mounts',
  mountinfo: '/proc/self/mountinfo',
  findmnt: '`findmnt`',
  fstab: '/etc/fstab',
  'daemon-json': 'the daemon’s configuration (daemon.json)',
  lvs: '`lvs`',
  'zfs-list': '`zfs list`',
  'zpool-list': '`zpool list`',
  'zpool-status': '`zpool status`',
  mdstat: '/proc/mdstat',
  uname: '`uname`',
  losetup: '`losetup`',
  'xfs-info': '`xfs_info`',
  log: 'log lines',
};

export function pieceWords(kind: string): string {
  return Object.hasOwn(words, kind) ? (words[kind] ?? kind) : kind;
}

/** `line 7`; `25 lines, from line 7`: where it begins and how long it is. Other lines may lie between. */
export function placeWords({ firstLine, lines }: { firstLine: number; lines: number }): string {
  return lines === 1 ? `line ${firstLine}` : `${formatNumber(lines)} lines, from line ${firstLine}`;
}
