/** A day of many hosts, compressed in time: how many hosts, and how many simulated hours. */
export interface FleetPlan {
  hosts: number;
  hours: number;
  scanEveryMinutes: number;
  /** lab hosts by name, and the ports at which each of them answers: one host of the dashboard for each port */
  labs: { name: string; ports: number[] }[];
}

/** What the dashboard had done and used by a simulated hour. */
export interface FleetHour {
  hour: number;
  scans: number;
  failed: number;
  /** of the dashboard's process, for each scan of this hour, milliseconds */
  hubCpuMs: number;
  /** as the hosts said, the median of the latest scans, milliseconds; null: none said it */
  hostCpuMs: number | null;
  /** proportional memory of the process, the most that was seen in this hour */
  mostMemoryBytes: number;
  /** the most CPU time that the request thread used between two looks at it, milliseconds: a machine's load is not in it */
  longestPieceMs: number;
  /** the longest pause of the event loop by the clock, milliseconds */
  longestPauseMs: number;
  /** what the kernel counts as handed to the disks in this hour */
  writtenBytes: number;
  databaseBytes: number;
  connections: number;
}

export interface FleetOutcome {
  plan: FleetPlan;
  hours: FleetHour[];
  seconds: number;
  /** said by scans that failed, with how often */
  problems: Record<string, number>;
}
