/** What the prunes and the sum of what is reclaimable have to agree on (lib/actions/prune-params.ts, lib/facts/views/reclaimable). */

/** The label by which Compose says to which project an object belongs. */
export const composeProjectLabel = 'com.docker.compose.project';

/** How long something is unused before a prune offers it, unless the person says otherwise. */
export const defaultMinAgeHours = 24;

/** Docker's words for a container that neither runs nor is about to: `paused`, `restarting` and `removing` are not among them. */
const stoppedStates: readonly string[] = ['exited', 'created', 'dead'];

export function isStopped(state: string): boolean {
  return stoppedStates.includes(state);
}
