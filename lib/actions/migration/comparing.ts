/** Ops of a move that compare: what they say belongs into its verification report. */
export const comparingOps: ReadonlySet<string> = new Set(['finish-copy', 'start-docker']);
