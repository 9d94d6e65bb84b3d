import type { HostFacts } from '../../domain/host-facts.ts';
import { type Listener, unverifiedListeners } from '../daemon-listeners.ts';
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
    const { engine, daemonProcesses } = facts.sections;
    const { open: told, undecided } = unverifiedListeners(facts);
    const open = [...engineWarnings(facts), ...told].filter(
      ({ address }, at, all) => all.findIndex((other) => other.address === address) === at,
    );
    if (open.length === 0) {
      // The engine itself warns since 18.09; before that only its command line and its file tell.
      const engineTells = engine.state === 'known' && isOlder(engine.value.version, '18.9') === false;
      const isOneDaemon = daemonProcesses.state === 'unknown' || daemonProcesses.value.daemons.length <= 1;
      if (undecided.length > 0 && !(engineTells && isOneDaemon)) {
        const addresses = undecided.map(({ address }) => address).join(', ');
        return {
          unknown: `dockerd listens on ${addresses}. Whether it demands client certificates there may be said in its configuration file, which was not read.`,
          missing: ['daemonConfiguration'],
        };
      }
      return daemonProcesses.state === 'known' || engineTells
        ? []
        : { unknown: 'Where the daemon listens is not known.', missing: ['daemonProcesses', 'engine'] };
    }
    const isLocal = open.every(({ address }) => /^(?:127\.|localhost|\[::1\])/.test(address));
    return [
      {
        severity: isLocal ? 'warning' : 'critical',
        subject: engineSubject,
        title: isLocal
          ? 'Docker’s API is open to every program on this machine'
          : 'Docker’s API is open on the network without client certificates',
        detail: paragraphs(
          'Access to this port is root access to the host.',
          'What to do: make sure that another way in works (SSH to the host, `docker -H ssh://…`, as Bilge does), then remove the tcp:// address or demand client certificates (`--tlsverify`, port 2376). Restarting Docker for it stops the containers, unless live-restore is on. If the port was reachable from the internet, look for containers and cron jobs you do not know.',
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
