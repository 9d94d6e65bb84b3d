import { describe, expect, it } from 'vitest';
import type { DockerProbe } from './docker-probe.ts';
import { dockerProblem, type RungReport } from './docker-problem.ts';

const working: DockerProbe = {
  user: 'admin',
  groups: ['admin', 'docker'],
  socketExists: true,
  socketWritable: true,
  socketListing: 'srw-rw---- 1 root docker 0 Nov 20 10:00 /var/run/docker.sock',
  isDaemonRunning: true,
  isDaemonInstalled: true,
  unsafeClients: [],
  clients: ['/usr/bin/docker'],
  socat: null,
  netcat: null,
  startedBy: 'systemctl start docker',
};

// docker 20.10.24 as a user outside the group, and with the daemon stopped.
const denied =
  'Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: dial unix /var/run/docker.sock: connect: permission denied';
const stopped = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';

function judge(probe: Partial<DockerProbe>, reports: RungReport[] = [], usedSudo = false) {
  const streamlocal = { transport: 'streamlocal', said: '(SSH) Channel open failure: open failed' };
  return dockerProblem({
    where: 'admin@nas',
    socketPath: '/var/run/docker.sock',
    probe: { ...working, ...probe },
    usedSudo,
    reports: [streamlocal, ...reports],
    cause: undefined,
  });
}

describe('what is said when Docker is not reached', () => {
  const noTools = { clients: [], isDaemonInstalled: false, isDaemonRunning: false };
  it.each<[string, ReturnType<typeof judge>, string, string, RegExp]>([
    [
      'nothing of Docker',
      judge({ ...noTools, socketExists: false, socketWritable: false }),
      'no-docker',
      'socket',
      /There is no Docker/,
    ],
    [
      'installed, not running',
      judge({ socketExists: false, socketWritable: false, isDaemonRunning: false }),
      'docker-stopped',
      'socket',
      /Start it/,
    ],
    [
      'running elsewhere',
      judge({ socketExists: false, socketWritable: false }),
      'no-docker',
      'socket',
      /-H or "hosts"/,
    ],
    [
      'a socket nobody answers on',
      judge({ isDaemonRunning: false }, [{ transport: 'dial-stdio', said: stopped }]),
      'docker-stopped',
      'daemon',
      /Nothing answers/,
    ],
    [
      'no permission, a group to join',
      judge({ socketWritable: false }),
      'docker-permission',
      'permission',
      /usermod -aG docker admin/,
    ],
    [
      'no permission, a socket of root alone',
      judge({ socketWritable: false, socketListing: 'srw-rw---- 1 root root 0 Nov 20 10:00 /var/run/docker.sock' }),
      'docker-permission',
      'permission',
      /socket .* Let Bilge use sudo|Let Bilge use sudo/,
    ],
    [
      'no permission, not even by sudo',
      judge({ socketWritable: false }, [{ transport: 'sudo dial-stdio', said: denied }], true),
      'docker-permission',
      'permission',
      /may not open/,
    ],
    [
      'forwarding forbidden and no command to go around it',
      judge({ ...noTools, isDaemonRunning: true }),
      'forwarding-forbidden',
      'forwarding',
      /AllowTcpForwarding local or yes/,
    ],
  ])('%s', (_name, problem, failure, step, text) => {
    expect(problem).toMatchObject({ failure, step });
    expect(problem.userMessage).toMatch(text);
    expect(problem.userMessage).toContain('admin@nas');
  });

  it('names what starts Docker on that system, and no systemctl where there is none', () => {
    const nothingAnswers = { isDaemonRunning: false, user: 'root' };
    const onAlpine = judge({ ...nothingAnswers, startedBy: 'rc-service docker start' });
    expect(onAlpine.userMessage).toContain('Start it: rc-service docker start.');
    const anywhere = judge({ ...nothingAnswers, startedBy: null });
    expect(anywhere.userMessage).toContain('Start it the way this system does.');
    for (const { userMessage } of [onAlpine, anywhere]) expect(userMessage).not.toContain('systemctl');
  });

  it('never offers to join the group root', () => {
    const problem = judge({
      socketWritable: false,
      socketListing: 'srw-rw---- 1 root root 0 Nov 20 10:00 /var/run/docker.sock',
    });
    expect(problem.userMessage).not.toContain('usermod');
  });
});
