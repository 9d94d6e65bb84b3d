import type { DaemonProcesses, DataRootListing } from '../../../domain/layer-facts.ts';

/**
 * Which dockerd works on this data root, if any.
 *
 * A host may run several: rootless ones, docker:dind in containers. A path does not tell them apart, because inside its own
 * mount namespace every dind says `/var/lib/docker`; device and inode of the data root do. A daemon of which neither is known
 * may be working here, and is counted.
 */
type Daemon = DaemonProcesses['daemons'][number];

export interface DaemonState {
  daemons: Daemon[];
  isStopped: boolean;
}

export function daemonState(
  processes: DaemonProcesses,
  dataRoot: DataRootListing,
  engineAnswers: boolean,
): DaemonState {
  const daemons = processes.daemons.filter((daemon) => mayUse(daemon, dataRoot));
  // An Engine that answers while no dockerd is in sight is a host whose processes are hidden from us, not a stopped Docker.
  return { daemons, isStopped: daemons.length === 0 && !engineAnswers };
}

function mayUse(daemon: Daemon, dataRoot: DataRootListing): boolean {
  if (daemon.dataRootIdentity !== null) return daemon.dataRootIdentity === `${dataRoot.device}:${dataRoot.inode}`;
  if (daemon.dataRoot !== null) return daemon.dataRoot === dataRoot.path || daemon.dataRoot === dataRoot.requestedPath;
  return true;
}
