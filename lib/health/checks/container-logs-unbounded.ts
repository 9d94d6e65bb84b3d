import { formatBytes } from '../../domain/bytes.ts';
import type { FindingDraft } from '../../domain/finding.ts';
import { counted } from '../../domain/format.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { protectionOf } from '../../domain/protection.ts';
import { lostWhenRemade } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { desktopVm } from '../desktop-vm.ts';
import { evidence } from '../evidence.ts';
import { pastedFacts } from '../pasted.ts';
import { engineSubject } from '../subjects.ts';
import { nameList, paragraphs, steps } from '../text.ts';

const largeBytes = 100 * 2 ** 20;
const limits = '`"log-driver": "local"`, or `"log-opts": {"max-size": "10m", "max-file": "3"}`';

export default defineCheck({
  id: 'container-logs-unbounded',
  title: 'Container logs without a size limit',
  why: 'Docker’s default log driver, json-file, keeps everything a container ever printed in one file, unless max-size is set. `docker system df` does not count it. A container gets the daemon’s log options when it is created, so a new limit applies to new containers only.',
  needs: [],
  run(_, { facts, protections = [] }) {
    const { containersOnDisk: onDisk } = facts.sections;
    if (onDisk.state === 'unknown')
      return (
        pastedLogs(facts) ?? {
          unknown: `The container logs could not be read: ${onDisk.detail}`,
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
    // A container gets a copy of the daemon’s options when it is created: its own options count.
    const unbounded = files.filter((container) => !('max-size' in container.logOptions));
    if (large.length === 0 && unbounded.length === 0) return [];
    const bytes = large.reduce((sum, container) => sum + (container.logBytes ?? 0), 0);
    const free = large
      .filter((container) => protectionOf(protections, 'container', [container.id, name(container)]) === undefined)
      .reduce((sum, container) => sum + (container.logBytes ?? 0), 0);
    const shown = [...new Set([...large, ...unbounded])].sort(
      (one, other) => (other.logBytes ?? 0) - (one.logBytes ?? 0),
    );
    return [
      {
        severity: 'warning',
        subject: engineSubject,
        title:
          large.length > 0
            ? `Container logs take ${formatBytes(bytes)} (${logNames(large.map(name))})`
            : `The logs of ${counted(unbounded.length, 'container')} can grow without a limit`,
        detail: paragraphs(
          `One container that prints a lot can fill the disk, and \`docker system df\` does not show it.${unbounded.length > 0 ? ` ${counted(unbounded.length, 'container')} use${unbounded.length === 1 ? 's' : ''} json-file without max-size.` : ''}`,
          steps(
            large.length > 0
              ? 'Empty the large logs while the containers run. Do not delete the files: the daemon keeps writing into a deleted file, and the space stays used.'
              : null,
            daemonLimited === true && unbounded.length > 0
              ? 'The daemon has a limit now, but these containers are older: recreate the containers at a quiet moment.'
              : `Set a limit for new containers in ${desktopVm(facts)?.configuration ?? 'daemon.json'}: ${limits}.`,
            daemonLimited === true && unbounded.length > 0
              ? null
              : 'Recreate the containers at a quiet moment; a restart is not enough.',
          ),
          lostWhenRemade,
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
        ...(free > 0 ? { reclaimable: { bytes: free, exact: false } } : {}),
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

/** For the title: at most 70 characters together. */
function logNames(names: readonly string[]): string {
  const all = nameList(names, 3);
  return all.length <= 36
    ? all
    : `${(names[0] ?? '').slice(0, 24)}${names.length > 1 ? ` and ${names.length - 1} more` : ''}`;
}

function daemonHasMaxSize(facts: HostFacts): boolean | null {
  const { daemonConfiguration } = facts.sections;
  if (daemonConfiguration.state === 'unknown' || daemonConfiguration.value.values === null) return null;
  const options = daemonConfiguration.value.values['log-opts'];
  return typeof options === 'object' && options !== null && 'max-size' in options;
}

/** `ls -l` or `du` shows the files: large ones have no limit, or one that was set too late. Small ones prove nothing. */
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
          : `${counted(large.length, 'container log')} take ${formatBytes(bytes)}`,
      detail: paragraphs(
        'It keeps growing with everything the container prints, and `docker system df` does not count it.',
        steps(
          'Empty it while the container runs: `sudo truncate -s 0` and the path of the file. Do not delete it: the daemon keeps writing into the deleted file, and the space stays used.',
          `Check what the container prints: \`docker logs --tail 50 ${idOf(largest.path).slice(0, 12)}\`.`,
          `Set a limit for new containers in ${desktopVm(facts)?.configuration ?? 'daemon.json'}: ${limits}. Then restart Docker and recreate the containers; restarting them is not enough.`,
        ),
        lostWhenRemade,
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
