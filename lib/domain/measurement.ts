/** Sizes arrive later than facts: ledger = facts + measurements. */
export type MeasuredKind =
  | 'layer-directory'
  | 'volume'
  | 'writable-layer'
  | 'container-log'
  | 'quarantine-entry'
  | 'abandoned-store'
  | 'docker-other'
  | 'containerd-root';

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
