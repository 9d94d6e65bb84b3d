/** A word of a scan and what stands in a recording instead. Told to whoever reviews it, never a part of the file. */
export interface Replaced {
  kind: 'name' | 'id' | 'address';
  from: string;
  to: string;
}

export interface MadeRecording {
  /** what is written when someone has looked at the rest */
  file: string;
  /** ISO, of the scan */
  collectedAt: string;
  sections: { known: number; all: number };
  /** words that stood in the scan and what stands there now; on no account part of the file */
  replaced: Replaced[];
  /** checks that say something else on the recording than on the host */
  differences: { checkId: string; host: string; recording: string }[];
}

/** For a review: ids are only counted; there are thousands of them. */
export interface RecordingReview extends MadeRecording {
  counts: Record<Replaced['kind'], number>;
}

export function reviewOf(made: MadeRecording): RecordingReview {
  const counts = { name: 0, id: 0, address: 0 };
  for (const { kind } of made.replaced) counts[kind] += 1;
  return { ...made, counts, replaced: made.replaced.filter(({ kind }) => kind !== 'id') };
}
