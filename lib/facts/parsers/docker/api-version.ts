/** `1.42` is at least 1.42; compared as numbers, since 1.9 comes before 1.10. */
export function isAtLeast(apiVersion: string, major: number, minor: number): boolean {
  const [has = 0, hasMinor = 0] = apiVersion.split('.').map(Number);
  return has > major || (has === major && hasMinor >= minor);
}
