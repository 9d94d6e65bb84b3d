/** `bilge protect`: excluded from every cleanup, whatever its labels. */
export interface Protection {
  kind: string;
  id: string;
}

/** The one that covers an object; `ids`: every name that `bilge protect` may have been given for it. */
export function protectionOf(
  protections: readonly Protection[],
  kind: string,
  ids: readonly string[],
): Protection | undefined {
  return protections.find((each) => (each.kind === kind || each.kind === '*') && ids.includes(each.id));
}

/** A container's layer and its init layer are useless without each other: a protection of one covers both in the quarantine. */
export function namesInQuarantine(originalName: string): string[] {
  return [originalName, originalName.endsWith('-init') ? originalName.slice(0, -5) : `${originalName}-init`];
}
