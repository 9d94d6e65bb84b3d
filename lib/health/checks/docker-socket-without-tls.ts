import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';
import { isOlder } from '../version.ts';

export default defineCheck({
  id: 'docker-socket-without-tls',
  title: 'Docker’s API open on the network without TLS',
  why: 'Whoever reaches Docker’s API is root on the host: one request starts a container that can read and change every file. An open port 2375 is found and abused by robots within hours.',
  needs: [],
  run(_, { facts }) {
    const { engine, daemonProcesses, daemonConfiguration } = facts.sections;
    const open = new Map<string, string>();
    if (engine.state === 'known') {
      for (const warning of engine.value.warnings) {
        const match = /API is accessible on (?:http|tcp):\/\/(\S+?) without encryption/i.exec(warning);
        if (match?.[1]) open.set(match[1], warning);
      }
    }
    if (daemonProcesses.state === 'known') {
      for (const { command } of daemonProcesses.value.daemons) {
        if (command.some((word) => /^--tlsverify(?:=true)?$/.test(word))) continue;
        for (const address of tcpAddresses(command)) open.set(address, command.join(' '));
      }
    }
    if (daemonConfiguration.state === 'known') {
      const values = daemonConfiguration.value.values;
      const hosts = Array.isArray(values?.hosts) ? values.hosts : [];
      if (values?.tlsverify !== true) {
        for (const address of tcpAddresses(hosts.filter((host) => typeof host === 'string'))) {
          open.set(address, `"hosts" in ${daemonConfiguration.value.path}`);
        }
      }
    }
    if (open.size === 0) {
      // The engine itself warns since 18.09; before that only its command line tells.
      const engineTells = engine.state === 'known' && isOlder(engine.value.version, '18.9') === false;
      return daemonProcesses.state === 'known' || engineTells
        ? []
        : { unknown: 'Where the daemon listens is not known.', missing: ['daemonProcesses', 'engine'] };
    }
    const isLocal = [...open.keys()].every((address) => /^(?:127\.|localhost|\[::1\])/.test(address));
    return [
      {
        severity: isLocal ? 'warning' : 'critical',
        subject: engineSubject,
        title: isLocal
          ? 'Docker’s API is open to every program on this machine'
          : 'Docker’s API is open on the network without client certificates',
        detail: paragraphs(
          'Access to this port is root access to the host.',
          'What to do: remove the tcp:// address and reach Docker over SSH (`docker -H ssh://…`, as Bilge does), or demand client certificates (`--tlsverify`, port 2376). If the port was reachable from the internet, look for containers and cron jobs you do not know.',
        ),
        evidence: evidence(
          'docker info',
          ['Address', 'Seen in'],
          [...open].map(([address, where]) => [address, where]),
        ),
        remedies: [],
      },
    ];
  },
});

function tcpAddresses(words: readonly string[]): string[] {
  return words.flatMap((word) => /(?:^|=)tcp:\/\/(\S+)/.exec(word)?.[1] ?? []);
}
