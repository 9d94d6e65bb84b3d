import { z } from 'zod';

/**
 * A migration moves Docker's data root and keeps the old one until a person signs it off. Its record lies on the host, on a disk that
 * survives a reboot, so that a run that was cut off can be told from one that has ended, and a way back needs no memory of the dashboard.
 */
export const migrationPhases = ['copying', 'stopped', 'switched', 'kept', 'returning', 'left'] as const;
/**
 * copying: Docker serves from the old data root while it is copied. stopped: Docker was stopped for the last pass. switched: the
 * configuration is about to name the new data root, or does. kept: Docker runs on the new one and was compared; the old one is kept.
 * returning: Docker was stopped to go back. left: Docker runs on the old data root again; the copy is left where it is.
 */
export type MigrationPhase = (typeof migrationPhases)[number];

/** One of the two data roots of a migration. */
export interface MigrationSide {
  /** absolute, resolved */
  path: string;
  inode: number;
  /** uuid of its filesystem, else its statfs id */
  filesystem: string;
  isMountPoint: boolean;
  /** at the last scan: this very folder is there, on this filesystem */
  isThere: boolean;
}

/** What was there when Docker was stopped for the switch. */
export interface MigrationLists {
  containers: string[];
  volumes: string[];
  /** ids; a name that was moved to another image since is not told */
  images: string[];
  networks: string[];
}

/** A filesystem in a file that a migration made for Docker. */
export interface MigrationImage {
  /** absolute */
  path: string;
  bytes: number;
  type: ImageType;
}
export const imageTypes = ['ext4', 'xfs'] as const;
export type ImageType = (typeof imageTypes)[number];

export interface Migration {
  runId: string;
  /** folder of its record on the host */
  record: string;
  phase: MigrationPhase;
  /** ISO: when the phase began, by the host's clock */
  phaseAt: string;
  from: MigrationSide;
  to: MigrationSide;
  /** what `to` is mounted from; null: it is a folder on a disk */
  image: MigrationImage | null;
  /** disk space of the old data root when it was measured; null = unknown */
  bytes: number | null;
  /** `data-root` as the configuration had it before; null = it had none */
  configuredBefore: string | null;
  /** Docker was started on the new data root at least once, so containers may have written there */
  wasStarted: boolean;
  /** the deletion of what is kept was begun, and was cut off if the record is still there: only its end is left */
  isBeingDeleted: boolean;
  /** ISO; null: the record has no lists, it was cut off before */
  listedAt: string | null;
  lists: MigrationLists;
}

/** A filesystem that Docker's data root could be moved to. */
export interface MoveTarget {
  mountPoint: string;
  type: string;
  source: string;
  device: string;
  /** statfs id in hex */
  fsid: string;
  totalBytes: number;
  freeBytes: number;
  /** why root does not write there: others than root can; null = safe */
  unsafe: string | null;
  /** names directly in it that begin with `docker` */
  taken: string[];
}

/** Data that a migration keeps on a host until it is finished or undone. */
export interface KeptData {
  /** `old-data-root`: Docker has left it. `copy`: Docker went back, or never came to use it. */
  what: 'old-data-root' | 'copy';
  path: string;
  bytes: number | null;
  /** ISO */
  since: string;
  runId: string;
  /** Docker runs from here meanwhile */
  inUse: string;
  /** false: at the last scan it was not there as it was recorded, and nothing has begun to delete it */
  isThere: boolean;
}

/** What it keeps; null while it is cut off in the middle: then there is something to decide first. */
export function keptDataOf({
  phase,
  phaseAt,
  from,
  to,
  image,
  bytes,
  runId,
  isBeingDeleted,
}: Migration): KeptData | null {
  if (phase !== 'kept' && phase !== 'left') return null;
  const [kept, used] = phase === 'kept' ? [from, to] : [to, from];
  const what = phase === 'kept' ? 'old-data-root' : 'copy';
  const size = what === 'copy' && image !== null ? image.bytes : bytes;
  return {
    what,
    path: kept.path,
    bytes: size,
    since: phaseAt,
    runId,
    inUse: used.path,
    isThere: kept.isThere || isBeingDeleted,
  };
}

/** It was cut off: a person decides whether it goes on or back. */
export function isCutOff({ phase }: Pick<Migration, 'phase'>): boolean {
  return phase !== 'kept' && phase !== 'left';
}

/** Paths of a migration go into systemd's units and Docker's configuration: plain words, with no `.`, `..` or empty part. */
export const migrationPath = z
  .string()
  .max(1000)
  .regex(/^(\/[A-Za-z0-9_.-]+)+$/, 'an absolute path of letters, digits and . _ -, without a slash at the end')
  .refine((path) => !/\/\.{1,2}(\/|$)/.test(path), 'no . or .. in the path');
