/**
 * Which pools of a `zpool status` do not answer any more. Before OpenZFS 2.1 the state beside it says ONLINE, DEGRADED or
 * UNAVAIL; only its sentences tell. Sample, 0.7:
 *
 *     pool: tank
 *    state: DEGRADED
 *   status: One or more devices are faulted in response to IO failures.
 *   action: Make sure the affected devices are connected, then run 'zpool clear'.
 *   errors: List of errors unavailable: pool I/O is currently suspended
 */
export function suspendedPools(text: string): Map<string, 'io-failure' | 'multihost'> {
  const found = new Map<string, 'io-failure' | 'multihost'>();
  for (const part of text.split(/^(?=\s*pool:)/m)) {
    const name = /^\s*pool:\s*(\S{1,255})/.exec(part)?.[1];
    if (name === undefined) continue;
    // A sentence is wrapped where zpool or a mail likes.
    const words = part.replace(/\s+/g, ' ');
    if (/suspended because multihost|multihost writes? (?:failed|were delayed)/i.test(words))
      found.set(name, 'multihost');
    else if (/faulted in response to IO failures|I\/O is currently suspended|state: SUSPENDED/i.test(words))
      found.set(name, 'io-failure');
  }
  return found;
}
