import type { Finding } from './finding.ts';

/** What pasted output says: the answer of `POST /api/v1/diagnose` and `bilge diagnose --json`. */
export interface Diagnosis {
  pieces: {
    /** which output it is: `docker-info`, `btrfs-filesystem-usage`, `log` … */
    kind: string;
    /** number of its first line in its text, from 1 */
    firstLine: number;
    lines: number;
    /** which of the texts it was found in, from 0 */
    text: number;
  }[];
  /** lines that are neither output that is known nor a command: nothing below rests on them; `begins` is the first of them */
  unread: { firstLine: number; lines: number; begins: string; text: number }[];
  /** what kind of engine this is, where it is not a plain Docker of this host: no fault, and read before the findings */
  notices: Finding[];
  /** an error in the paste whose cause it does not show; the first of `askFor` would */
  open: string | null;
  /** worst first */
  findings: Finding[];
  unknown: { checkId: string; why: string }[];
  /** commands whose output would tell more, the most useful first */
  askFor: string[];
}

/** What one request may hold; what is longer is refused before it is sent. */
export const pasteLimits = { texts: 50, charactersEach: 2_000_000 } as const;
