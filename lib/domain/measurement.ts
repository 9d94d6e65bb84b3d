/** Sizes arrive later than facts: ledger = facts + measurements. */
export type MeasuredKind =
  | 'layer-directory'
  | 'volume'
  | 'writable-layer'
  | 'container-log'
  | 'quarantine-entry'
  | 'abandoned-store'
  | 'docker-other'
  | 'containerd-root'
  | 'other-data-root'
  | 'hidden-data';

export interface Measurement {
  kind: MeasuredKind;
  /** name of the object within its kind: directory name, volume name, container id, path */
  object: string;
  /** for immutable objects: identity (`device:inode:birth` or subvolume uuid); a measurement holds while it is the same */
  identity: string | null;
  bytes: number;
  exact: boolean;
  /** `du of disk blocks`, `qgroup exclusive`, `recorded by layerdb`, `recorded by the engine` … */
  how: string;
  measuredAt: string;
}

/** An object that could not be measured: its size is unknown with the reason, and it is tried again less and less often. */
export interface FailedMeasurement {
  kind: MeasuredKind;
  object: string;
  identity: string | null;
  problem: 'timed-out' | 'failed';
  /** ISO, of the last attempt */
  at: string;
  /** in a row */
  attempts: number;
}

/** One object that has no size yet (or an outdated one) and how to get it; made by lib/facts/views/ledger/measurement-needs.ts. */
export interface MeasurementNeed {
  kind: MeasuredKind;
  object: string;
  /** absolute path on the host */
  path: string;
  identity: string | null;
  /** `blocks`: disk blocks of the tree · `btrfs-exclusive`: extents that only this subvolume holds */
  method: 'blocks' | 'btrfs-exclusive';
  /**
   * How it is reached; absent: as everything in the data root is. `plain`: on a filesystem where reading changes nothing. `root`: through
   * a read-only view of that folder. `below`: `path` is covered by this mount point, and lies on the filesystem mounted at `above`.
   */
  view?: 'plain' | { root: string } | { below: string; above: string };
}
