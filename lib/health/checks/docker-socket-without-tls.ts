import type { HostFacts } from '../../domain/host-facts.ts';
import { isOlder } from '../../domain/version-order.ts';
import { type Listener, unverifiedListeners } from '../daemon-listeners.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'docker-socket-without-tls',
  title: 'Docker’s API open on the network without TLS',
  why: 'Access to Docker’s API is root access: one request starts a container that can read and change every file. Bots find and abuse an open port 2375 within hours. Bilge itself uses SSH and does not need this port.',
  needs: [],
  run(_, { facts }) {
    const { engine, daemonProcesses } = facts.sections;
    const { open: configured, undecided } = unverifiedListeners(facts);
    const open = [...engineWarnings(facts), ...configured].filter(
      ({ address }, at, all) => all.findIndex((other) => other.address === address) === at,
    );
    if (open.length === 0) {
      // The engine itself warns since 18.09; before that only its command line and its file show it.
      const engineWarns = engine.state === 'known' && isOlder(engine.value.version, '18.9') === false;
      const isOneDaemon = daemonProcesses.state === 'unknown' || daemonProcesses.value.daemons.length <= 1;
      if (undecided.length > 0 && !(engineWarns && isOneDaemon)) {
        const addresses = undecided.map(({ address }) => address).join(', ');
        return {
          unknown: `dockerd listens on ${addresses}. Its configuration file, which decides whether client certificates are required, could not be read.`,
          missing: ['daemonConfiguration'],
        };
      }
      return daemonProcesses.state === 'known' || engineWarns
        ? []
        : { unknown: 'The addresses the daemon listens on are unknown.', missing: ['daemonProcesses', 'engine'] };
    }
    const isLocal = open.every(({ address }) => /^(?:127\.|localhost|\[::1\])/.test(address));
    return [
      {
        severity: isLocal ? 'warning' : 'critical',
        subject: engineSubject,
        title: isLocal
          ? 'Every program on this machine can control Docker (API on TCP)'
          : 'Docker’s API is open on the network without client certificates',
        detail: paragraphs(
          isLocal
            ? 'Whoever can reach this port has root access to the host, and every local program can.'
            : 'Whoever can reach this port has root access to the host.',
          steps(
            isLocal ? null : 'Block the port in the firewall for everyone who does not need it.',
            'Check that SSH works (`docker -H ssh://…`). Then remove the tcp:// address, or require client certificates (`--tlsverify`, port 2376). Restarting Docker stops containers unless live-restore is on.',
            isLocal
              ? null
              : 'If the port was reachable from the internet, look for containers and cron jobs you do not know.',
          ),
        ),
        evidence: evidence(
          [...new Set(open.map(({ command }) => command))].join('; '),
          ['Address', 'Seen in'],
          open.map(({ address, place }) => [address, place]),
        ),
        remedies: [],
      },
    ];
  },
});

/** `[DEPRECATION NOTICE]: API is accessible on http://0.0.0.0:2375 without encryption.` (https://… without TLS client verification) */
function engineWarnings({ sections: { engine } }: HostFacts): Listener[] {
  if (engine.state === 'unknown') return [];
  return engine.value.warnings.flatMap((warning) => {
    const match = /API is accessible on \w+:\/\/(\S+?) without (?:encryption|TLS client verification)/i.exec(warning);
    return match?.[1] ? [{ address: match[1], command: 'docker info', place: warning.split('\n')[0] ?? '' }] : [];
  });
}
