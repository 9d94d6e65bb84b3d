import type { Fact } from './fact.ts';

/** Another run, for a link: `Undone 2 min ago by admin`. */
export interface RunLink {
  id: string;
  at: string;
  by: string;
}

/** Objects that other runs took out of the quarantine. */
export interface Taken {
  count: number;
  /** oldest first; the last one is when it was complete */
  runs: RunLink[];
}

/** What became of what a run quarantined, and, of a restore or a purge, whose quarantine it was. */
export interface RunAfterwards {
  /** still quarantined; names as the plan names them. Null where the run quarantined nothing */
  quarantined: { count: number; bytes: Fact<number>; names: string[] } | null;
  restored: Taken;
  purged: Taken;
  /** no longer there, and no run of Bilge took them */
  gone: number;
  /** the runs that had quarantined what this run restored or purged */
  of: RunLink[];
}
