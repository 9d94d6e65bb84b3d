import type { Fact } from '../fact.ts';

/** What is quarantined on a host, in one line: how much, and until when it can be restored. */
export interface Shelf {
  count: number;
  /** what is measured of it; `atLeast`: some of it is not */
  bytes: Fact<number>;
  atLeast: boolean;
  /** whole days until the first of it is freed; 0: today. Null where it has no date */
  daysLeft: number | null;
  /** ISO: the scan that saw it, where the host does not answer now; null: it does */
  staleSince: string | null;
}
