import type { OfferedFinding } from './finding.ts';

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
  notices: OfferedFinding[];
  /** an error in the paste whose cause it does not show; the first of `askFor` would */
  open: string | null;
  /** worst first */
  findings: OfferedFinding[];
  unknown: { checkId: string; why: string }[];
  /** commands whose output would tell more, the most useful first */
  askFor: string[];
  /** what was too much to read or to show, one sentence each; empty = nothing was left out */
  leftOut: string[];
}

/**
 * What one request may hold (what is larger is refused), how much of it is read (`lines`, of all texts together), and how long that
 * may take and how much memory. Pasted text can be anything, and one paste must not stop the dashboard.
 */
export const pasteLimits = {
  texts: 50,
  charactersEach: 2_000_000,
  bytesTogether: 4 * 1024 * 1024,
  lines: 50_000,
  seconds: 30,
  memoryMiB: 256,
  /** by all people together */
  atOnce: 2,
} as const;

/** How much of an answer is shown; `leftOut` says what is not. */
export const answerLimits = {
  pieces: 200,
  unread: 200,
  notices: 10,
  findings: 100,
  evidenceRows: 100,
  characters: { cell: 300, title: 300, detail: 8_000 },
} as const;
