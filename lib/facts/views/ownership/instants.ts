/** `2026-11-21T03:14:07Z` from whole or broken seconds since the epoch; what a proof shows. */
export function isoOfSeconds(seconds: number): string {
  return new Date(Math.floor(seconds) * 1000).toISOString().replace('.000Z', 'Z');
}
