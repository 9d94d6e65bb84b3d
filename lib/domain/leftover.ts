/** Something of Bilge's that lies on a host. */
export interface Leftover {
  kind:
    | 'run-directory'
    | 'live-run'
    | 'unsafe-runs'
    | 'lock'
    | 'helper-container'
    | 'helper-image'
    | 'release-image'
    | 'quarantine-entry'
    | 'snapshot'
    | 'configuration-copy';
  /** absolute path, or what the Engine calls it */
  where: string;
  /** for a person: `journal and script of a run` */
  what: string;
  /** Bilge can take it away when the host is removed: its own working files, never anybody's data */
  removable: boolean;
  /** how a person takes it away, or puts it back */
  byHand: string | null;
}

export interface LeftOnHost {
  /** false: the host was not asked; the list is what Bilge remembers, and may be neither whole nor still true */
  looked: boolean;
  /** why it was not, or what of the host could not be looked at; null = all of it was */
  problem: string | null;
  items: Leftover[];
}

/** An answer of this dashboard's own API, told from anything else that may come back. */
export function isLeftOnHost(value: unknown): value is LeftOnHost {
  return (
    typeof value === 'object' && value !== null && 'looked' in value && 'items' in value && Array.isArray(value.items)
  );
}
