import type { DemoCopy } from './copy.ts';
import type { AsideNote } from './quarantined.ts';
import type { DemoRecording } from './recording.ts';

export interface SimulationContext {
  recording: DemoRecording;
  note: AsideNote;
}

/** What an op does to the copy of a recorded host. Each op of lib/actions/ops declares its own. */
export interface SimulatedOp<Args> {
  /** as the op checks its object again on a host: what is gone is not done twice, and frees nothing twice */
  isThere(copy: DemoCopy, args: Args): boolean;
  perform(copy: DemoCopy, args: Args, context: SimulationContext): DemoCopy;
}

/** It only checks, or a clean recording has nothing of it. */
export const looksOnly: SimulatedOp<unknown> = { isThere: () => true, perform: (copy) => copy };
