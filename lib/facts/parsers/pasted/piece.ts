import type { PastedLine } from './pasted-line.ts';

const pieceKinds = [
  'docker-info',
  'docker-info-json',
  'docker-version',
  'docker-system-df',
  'btrfs-filesystem-usage',
  'btrfs-filesystem-df',
  'btrfs-filesystem-show',
  'btrfs-device-usage',
  'btrfs-device-stats',
  'btrfs-scrub-status',
  'btrfs-balance-status',
  'btrfs-subvolume-list',
  'df',
  'df-inodes',
  'du',
  'ls',
  'lsof',
  'file-counts',
  'build-cache-du',
  'podman',
  'mount',
  'proc-mounts',
  'mountinfo',
  'findmnt',
  'fstab',
  'daemon-json',
  'lvs',
  'pvesm',
  'zfs-list',
  'zpool-list',
  'zpool-status',
  'zpool-get',
  'mdstat',
  'mdadm-detail',
  'uname',
  'losetup',
  'xfs-info',
  'log',
] as const;
export type PieceKind = (typeof pieceKinds)[number];

/** Something recognised in a paste: which lines it is made of (numbers in the paste) and what it says. */
export interface Recognized<T> {
  kind: PieceKind;
  lines: number[];
  value: T;
}

/** Lines that are one thing already are not offered to the next recogniser. */
export function unclaimed(lines: readonly PastedLine[], claimed: ReadonlySet<number>): PastedLine[] {
  return lines.filter((line) => !claimed.has(line.number));
}

/** Runs of matching lines; up to `gap` lines that do not match may lie between (blank lines, a comment). */
export function runs(
  lines: readonly PastedLine[],
  matches: (line: PastedLine) => boolean,
  gap: number,
): PastedLine[][] {
  const found: PastedLine[][] = [];
  let current: PastedLine[] = [];
  let missed = 0;
  const end = () => {
    if (current.length > 0) found.push(current);
    current = [];
    missed = 0;
  };
  for (const line of lines) {
    if (matches(line)) {
      current.push(line);
      missed = 0;
    } else if (current.length > 0) {
      missed += 1;
      if (missed > gap) end();
    }
  }
  end();
  return found;
}

export const numbersOf = (lines: readonly PastedLine[]): number[] => lines.map((line) => line.number);
