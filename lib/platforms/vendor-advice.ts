/**
 * The words of checks that are true of one vendor's systems only. A line that is left out: there holds what holds on any Linux host. A
 * list holds steps.
 */
export interface VendorAdvice {
  /** how the engine gets newer */
  engineUpdate?: string;
  /** who else writes the daemon's configuration */
  configurationFile?: string;
  /** its data root is not mounted */
  dataRootMissing?: {
    whatToDo: readonly string[];
    /** the source of the mount that is there instead, and what is missing then */
    instead: { source: RegExp; title: string; wanted: string };
  };
  scheduleScrub?: string;
  /** what usually fills the system partition */
  systemPartition?: string;
  missingDevice?: readonly string[];
  raidRebuild?: readonly string[];
  raidDegraded?: readonly string[];
  /** arrays of its own with a slot for each possible bay: an empty slot in them is no missing disk */
  bayArrays?: RegExp;
  /** Docker cannot read the state of a ZFS pool */
  poolUnreadable?: { why: string; check: string };
  nativeDiffOff?: string;
  /** the btrfs driver beside other data, where the driver cannot be changed */
  sharedBtrfs?: readonly string[];
  /** the aufs driver, where it cannot be changed */
  aufs?: { because: string; whatToDo: readonly string[] };
  /** why a stop of an old engine must not be advised */
  quotaLoss?: string;
  /** what to ask for, where it is another command than elsewhere */
  commands?: { dockerInfo: string; configuration: string };
}
