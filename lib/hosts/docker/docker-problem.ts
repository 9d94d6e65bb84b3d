import { TransportError, type TransportFailure } from '../../domain/errors.ts';
import type { DockerProbe } from './docker-probe.ts';

/** What each way to the Engine said before it failed. */
export interface RungReport {
  transport: string;
  said: string;
}

const stoppedPattern =
  /cannot connect to the docker daemon|connection refused|is the docker daemon running|no such file/i;
const forbiddenPattern = /permission denied/i;

/** Names the step that failed and what to change there. */
export function dockerProblem(options: {
  where: string;
  socketPath: string;
  probe: DockerProbe;
  usedSudo: boolean;
  reports: readonly RungReport[];
  cause: unknown;
}): TransportError {
  const { where, socketPath, probe, usedSudo, reports, cause } = options;
  const said = reports.map((report) => `${report.transport}: ${report.said}`).join('; ');
  const build = (failure: TransportFailure, step: string, userMessage: string) =>
    new TransportError({ failure, step, message: `Docker on ${where} was not reached (${said})`, userMessage, cause });
  const commandsSaid = reports.filter((report) => report.transport !== 'streamlocal').map((report) => report.said);
  const isInstalled =
    probe.isDaemonInstalled || probe.isDaemonRunning || probe.clients.length + probe.unsafeClients.length > 0;

  if (!probe.socketExists && !isInstalled) {
    return build(
      'no-docker',
      'socket',
      `There is no Docker on ${where}: no socket at ${socketPath}, no docker or dockerd command. If it listens elsewhere (rootless Docker, Podman), set its socket path (--docker-socket).`,
    );
  }
  if (!probe.socketExists && probe.isDaemonRunning) {
    return build(
      'no-docker',
      'socket',
      `Docker runs on ${where}, but not at ${socketPath}. Set its socket path (--docker-socket); dockerd's option -H or "hosts" in daemon.json says where it is.`,
    );
  }
  if (!probe.socketExists) {
    return build(
      'docker-stopped',
      'socket',
      `Docker is installed on ${where} but not running: there is no socket at ${socketPath}. ${startIt(probe)} If it listens elsewhere, set its socket path (--docker-socket).`,
    );
  }
  if (commandsSaid.some((text) => stoppedPattern.test(text)) || (probe.user === 'root' && !probe.isDaemonRunning)) {
    return build(
      'docker-stopped',
      'daemon',
      `Nothing answers at ${socketPath} on ${where}: Docker is stopped, or still starting. ${startIt(probe)}`,
    );
  }
  if (!probe.socketWritable && (!usedSudo || commandsSaid.some((text) => forbiddenPattern.test(text)))) {
    const owner = ownerOf(probe.socketListing);
    const group =
      owner === null || owner.group === 'root'
        ? ''
        : ` Put ${probe.user} into the group ${owner.group} (usermod -aG ${owner.group} ${probe.user}), or`;
    return build(
      'docker-permission',
      'permission',
      `${probe.user} may not open ${socketPath} on ${where} (${probe.socketListing.trim()}; member of ${probe.groups.join(', ')}).${group === '' ? '' : group} ${group === '' ? 'Let' : 'let'} Bilge use sudo there (--sudo nopasswd or --sudo password).`,
    );
  }
  const noCommand = probe.clients.length === 0 && probe.socat === null && probe.netcat === null;
  const tried = noCommand
    ? `there is no ${probe.unsafeClients.length === 0 ? '' : 'safe '}docker command, socat or nc -U as an alternative${unsafe(probe)}`
    : `the alternatives failed too (${commandsSaid.join('; ') || 'none was left'})`;
  return build(
    'forwarding-forbidden',
    'forwarding',
    `sshd on ${where} does not forward Docker's socket ${socketPath}, and ${tried}. Allow it in sshd_config there: AllowStreamLocalForwarding yes, and AllowTcpForwarding local or yes (no forbids both); or install the docker command line.`,
  );
}

/** The command exists, so "install it" would be the wrong advice. */
function unsafe({ unsafeClients }: DockerProbe): string {
  return unsafeClients.length === 0
    ? ''
    : ` (not run, because other users could have put it there: ${unsafeClients.join('; ')})`;
}

function startIt({ startedBy }: DockerProbe): string {
  return startedBy === null ? 'Start it the way this system does.' : `Start it: ${startedBy}.`;
}

function ownerOf(listing: string): { user: string; group: string } | null {
  const [, , user, group] = listing.trim().split(/\s+/);
  return user === undefined || group === undefined ? null : { user, group };
}
