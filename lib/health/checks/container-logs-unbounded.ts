import { formatBytes } from '../../domain/bytes.ts';
import type { FindingDraft } from '../../domain/finding.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { lostWhenRemade } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { desktopVm } from '../desktop-vm.ts';
import { evidence } from '../evidence.ts';
import { pastedFacts } from '../pasted.ts';
import { engineSubject } from '../subjects.ts';
import { count, nameList, paragraphs, steps } from '../text.ts';

const largeBytes = 100 * 2 ** 20;
const limits = '`"log-driver": "local"`, or `"log-opts": {"max-size": "10m", "max-file": "3"}`';

export default defineCheck({
  id: 'container-logs-unbounded',
  title: 'Container logs that grow without a limit',
  why: 'Docker’s default log driver, json-file, keeps everything a container ever printed in one file, unless max-size is set. `docker system df` does not count it.',
  needs: [],
  run(_, { facts }) {
    const { containersOnDisk: onDisk } = facts.sections;
    if (onDisk.state === 'unknown')
      return (
        pastedLogs(facts) ?? {
          unknown: `The containers’ logs were not read: ${onDisk.detail}`,
          missing: ['containersOnDisk'],
        }
      );
    const containersOnDisk = onDisk.value;
    const daemonLimited = daemonHasMaxSize(facts);
    const { engine } = facts.sections;
    const fallback = engine.state === 'known' ? engine.value.loggingDriver : '';
    const files = containersOnDisk.filter((container) => (container.logDriver || fallback) === 'json-file');
    const name = (container: (typeof files)[number]) =>
      container.config?.name.replace(/^\//, '') || container.id.slice(0, 12);
    const large = files.filter((container) => (container.logBytes ?? 0) > largeBytes);
    // The daemon’s options are copied into a container when it is made: its own are what counts.
    const unbounded = files.filter((container) => !('max-size' in container.logOptions));
    if (large.length === 0 && unbounded.length === 0) return [];
    const bytes = large.reduce((sum, container) => sum + (container.logBytes ?? 0), 0);
    const shown = [...new Set([...large, ...unbounded])].sort(
      (one, other) => (other.logBytes ?? 0) - (one.logBytes ?? 0),
    );
    return [
      {
        severity: 'warning',
        subject: engineSubject,
        title:
          large.length > 0
            ? `Container logs take ${formatBytes(bytes)} (${nameList(large.map(name), 3)})`
            : `The logs of ${count(unbounded.length, 'container')} may grow without a limit`,
        detail: paragraphs(
          unbounded.length > 0
            ? `${count(unbounded.length, 'container')} use${unbounded.length === 1 ? 's' : ''} json-file without max-size.`
            : null,
          steps(
            large.length > 0
              ? 'Empty the large files while the containers run (“truncate container logs”). Do not delete them: the daemon keeps writing into the deleted file.'
              : null,
            daemonLimited === true && unbounded.length > 0
              ? `The daemon has a limit by now, but it holds only for containers made after it was set: make the others anew. ${lostWhenRemade}`
              : `Set a limit for new containers in ${desktopVm(facts)?.configuration ?? 'daemon.json'}: ${limits} (“set log rotation”). Make the containers anew; a restart is not enough. ${lostWhenRemade}`,
          ),
        ),
        evidence: evidence(
          'stat containers/*/*-json.log',
          ['Container', 'Log', 'max-size'],
          shown.map((container) => [
            name(container),
            container.logBytes === null ? 'unknown' : formatBytes(container.logBytes),
            container.logOptions['max-size'] ?? 'none',
          ]),
        ),
        ...(bytes > 0 ? { reclaimable: { bytes, exact: false } } : {}),
        remedies: [
          ...(large.length > 0
            ? [{ actionId: 'truncate-container-logs', params: { names: large.map(name).join(',') } }]
            : []),
          ...(daemonLimited === true ? [] : [{ actionId: 'set-log-rotation', params: {} }]),
        ],
      },
    ];
  },
});

function daemonHasMaxSize(facts: HostFacts): boolean | null {
  const { daemonConfiguration } = facts.sections;
  if (daemonConfiguration.state === 'unknown' || daemonConfiguration.value.values === null) return null;
  const options = daemonConfiguration.value.values['log-opts'];
  return typeof options === 'object' && options !== null && 'max-size' in options;
}

/** `ls -l` or `du` shows the files themselves: large ones have no limit, or one that was set too late. Small ones prove nothing. */
function pastedLogs(facts: HostFacts): FindingDraft[] | null {
  const files = pastedFacts(facts)?.logFiles ?? [];
  const large = [...new Map(files.map((file) => [file.path, file])).values()]
    .filter(({ bytes }) => bytes > largeBytes)
    .sort((one, other) => other.bytes - one.bytes);
  const [largest] = large;
  if (largest === undefined) return null;
  const bytes = large.reduce((sum, file) => sum + file.bytes, 0);
  const idOf = (path: string) => /([0-9a-f]{12})[0-9a-f]{0,52}(?:-json\.log|\/)/.exec(path)?.[1] ?? path;
  return [
    {
      severity: 'warning',
      subject: engineSubject,
      title:
        large.length === 1
          ? `The log of container ${idOf(largest.path).slice(0, 12)} takes ${formatBytes(bytes)}`
          : `${count(large.length, 'container log')} take ${formatBytes(bytes)}`,
      detail: paragraphs(
        'Docker keeps all that a container prints in this file, without a limit unless one is set. `docker system df` does not count it.',
        steps(
          `Empty it while the container runs: \`sudo truncate -s 0\` and the file’s path below the data root’s \`containers/\`. Do not delete it: the daemon keeps writing into the deleted file and the space stays used.`,
          `See what the container prints: \`docker logs --tail 50 ${idOf(largest.path).slice(0, 12)}\`.`,
          `Set a limit for new containers in ${desktopVm(facts)?.configuration ?? 'daemon.json'}: ${limits}. Restart Docker and make the containers anew; a restart of them is not enough. ${lostWhenRemade}`,
        ),
      ),
      evidence: evidence(
        'ls -l',
        ['Log', 'Size'],
        large.map((file) => [file.path, formatBytes(file.bytes)]),
      ),
      reclaimable: { bytes, exact: false },
      remedies: [],
    },
  ];
}
