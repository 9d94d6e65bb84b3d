/** Something that Bilge left on a host. */
export interface HostArtifact {
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
    | 'migration'
    | 'image-backup'
    | 'drop-in'
    | 'configuration-copy';
  /** absolute path, or what the Engine calls it */
  where: string;
  /** for a person: `journal and script of a run` */
  what: string;
  /** Bilge can delete it when the host is removed: its own working files, never user data */
  removable: boolean;
  /** how to delete or restore it by hand */
  byHand: string | null;
}

export interface ArtifactReport {
  /** false: the host was not asked; the list comes from the store and may be incomplete or outdated */
  looked: boolean;
  /** why it was not asked, or what could not be checked; null = everything was checked */
  problem: string | null;
  items: HostArtifact[];
}

/** Recognises an answer of this dashboard's own API. */
export function isArtifactReport(value: unknown): value is ArtifactReport {
  return (
    typeof value === 'object' && value !== null && 'looked' in value && 'items' in value && Array.isArray(value.items)
  );
}
