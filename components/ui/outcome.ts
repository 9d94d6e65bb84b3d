/** How a call to this dashboard ended: the same shape from the HTTP API and from server actions. */
export type Outcome<T> = { ok: true; value: T } | Failure;

export interface Failure {
  ok: false;
  code: string;
  message: string;
  /** the objects that were skipped, each with its reason */
  leftAlone?: readonly { name: string; excuse: string }[];
}
