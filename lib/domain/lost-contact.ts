/** The host of a run that goes on does not answer: since when (ISO), and what was said last. */
export interface LostContact {
  since: string;
  said: string;
}
