import { z } from 'zod';
import type { CommandOutput } from '../../domain/session.ts';
import { knownPlaces, vendorStarters } from '../../platforms/detect-platform.ts';
import { findPackage } from '../../platforms/tool-places.ts';
import { dockerdProcesses } from '../../shell/prelude/dockerd-processes.ts';
import { type Sh, sh } from '../../shell/sh.ts';

/**
 * A forwarded socket that cannot be opened always fails the same way ("open failed", reason 2), whether the socket is missing, may not be
 * opened or forwarding is forbidden. So one command, run as the login user, looks at all of it.
 */
export interface DockerProbe {
  user: string;
  groups: string[];
  socketExists: boolean;
  socketWritable: boolean;
  /** `srw-rw---- 1 root docker …` */
  socketListing: string;
  isDaemonRunning: boolean;
  isDaemonInstalled: boolean;
  /** absolute paths of docker's command line, best first */
  clients: string[];
  /** such command lines that others could have put there, with why; not run */
  unsafeClients: string[];
  socat: string | null;
  /** a netcat that knows -U */
  netcat: string | null;
  /** how to start Docker there, as a person would type or find it; null = unknown */
  startedBy: string | null;
}

const openrc = 'rc-service docker start; /var/log/docker.log says why it stopped';

/** The first of these that exists says what starts Docker: NAS systems have systemd too, whose docker.service is not theirs. */
const starters: readonly { file: string; words: string }[] = [
  ...vendorStarters,
  { file: '/run/systemd/system', words: 'systemctl start docker; journalctl -u docker says why it stopped' },
  { file: '/sbin/openrc', words: openrc },
  { file: '/run/openrc', words: openrc },
  { file: '/etc/init.d/docker', words: '/etc/init.d/docker start' },
];

/** The PATH of a NAS may lack the folder of its own docker, and while its package is stopped only a copy elsewhere exists. */
const clientCandidates = [...new Set(['/usr/bin/docker', ...knownPlaces.dockerPaths])];

export function dockerProbeScript(socketPath: string): Sh {
  return sh.lines(
    dockerdProcesses,
    findPackage,
    sh`
socket=${socketPath}
echo "user=$(id -un 2>/dev/null || id -u)"
echo "groups=$(id -Gn 2>/dev/null || id -G)"
[ -S "$socket" ] && echo socketExists=1
[ -w "$socket" ] && echo socketWritable=1
echo "socketListing=$(ls -ld "$socket" 2>/dev/null)"
bilge_find_package
for client in $(command -v docker) ${clientCandidates} "$bilge_package/bin/docker"; do
  [ -x "$client" ] || continue
  if bilge_is_safe "$client"; then echo "client=$client"; else echo "unsafeClient=$client: $bilge_why"; fi
done
command -v dockerd >/dev/null 2>&1 && echo daemonInstalled=1
bilge_find_dockerds "$bilge_self"
[ -n "$bilge_dockerds$bilge_not_told" ] && echo daemonRunning=1
for starter in ${starters.map(({ file }) => file)}; do
  if [ -e "$starter" ]; then echo "starter=$starter"; break; fi
done
command -v socat >/dev/null 2>&1 && echo "socat=$(command -v socat)"
for netcat in nc ncat netcat; do
  command -v "$netcat" >/dev/null 2>&1 || continue
  if "$netcat" -h 2>&1 | grep -q -e ' -[A-Za-z]*U' -e '-U,'; then echo "netcat=$(command -v "$netcat")"; break; fi
done
exit 0
`,
  );
}

const flag = z.literal('1').optional();
const probeSchema = z.object({
  user: z.string().min(1),
  groups: z.string(),
  socketExists: flag,
  socketWritable: flag,
  socketListing: z.string(),
  daemonInstalled: flag,
  daemonRunning: flag,
  starter: z.string().startsWith('/').optional(),
  socat: z.string().startsWith('/').optional(),
  netcat: z.string().startsWith('/').optional(),
});

/** Throws a ZodError where the output is not the script's. */
export function parseDockerProbe(output: CommandOutput): DockerProbe {
  const fields: Record<string, string> = {};
  const clients: string[] = [];
  const unsafeClients: string[] = [];
  for (const line of output.stdout.toString('utf8').split('\n')) {
    const at = line.indexOf('=');
    if (at < 0) continue;
    const name = line.slice(0, at);
    const value = line.slice(at + 1);
    if (name === 'unsafeClient') unsafeClients.push(value);
    else if (name !== 'client') fields[name] = value;
    else if (value.startsWith('/') && !clients.includes(value)) clients.push(value);
  }
  const found = probeSchema.parse(fields);
  return {
    user: found.user,
    groups: found.groups.split(' ').filter((group) => group !== ''),
    socketExists: found.socketExists === '1',
    socketWritable: found.socketWritable === '1',
    socketListing: found.socketListing,
    isDaemonInstalled: found.daemonInstalled === '1',
    isDaemonRunning: found.daemonRunning === '1',
    clients,
    unsafeClients,
    socat: found.socat ?? null,
    netcat: found.netcat ?? null,
    startedBy: starters.find(({ file }) => file === found.starter)?.words ?? null,
  };
}
