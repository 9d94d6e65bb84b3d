/** `27.1.2-qnap8`, `20.10.3`, `5.10.55+`, `28.5.2+dfsg1`: vendor suffixes are not part of the version. */
function parseVersion(text: string): number[] | null {
  const match = /^\D{0,2}(\d{1,6}(?:\.\d{1,6}){0,3})/.exec(text.trim());
  return match?.[1] ? match[1].split('.').map(Number) : null;
}

/** Is `version` older than `bound`; null where it cannot be read. */
export function isOlder(version: string, bound: string): boolean | null {
  const one = parseVersion(version);
  const other = parseVersion(bound);
  if (one === null || other === null) return null;
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/** `from` ≤ version < `to`. */
export function isWithin(version: string, from: string, to: string): boolean {
  return isOlder(version, from) === false && isOlder(version, to) === true;
}
