import { formatBytes } from '../../domain/bytes.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { lostWhenRemade } from '../cautions.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { engineSubject } from '../subjects.ts';
import { count, nameList, paragraphs } from '../text.ts';

const largeBytes = 100 * 2 ** 20;

export default defineCheck({
  id: 'container-logs-unbounded',
  title: 'Container logs that grow without a limit',
  why: 'Docker’s default log driver, json-file, keeps everything a container ever printed in one file, unless max-size is set. `docker system df` does not count it.',
  needs: ['containersOnDisk'],
  run({ containersOnDisk }, { facts }) {
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
          daemonLimited === true && unbounded.length > 0
            ? `The daemon has a limit by now, but it holds only for containers made after it was set: make the others anew. ${lostWhenRemade}`
            : `What to do: set a limit for new containers, \`"log-driver": "local"\` or \`"log-opts": {"max-size": "10m", "max-file": "3"}\` (“set log rotation”), and make the containers anew; a restart is not enough. ${lostWhenRemade}`,
          large.length > 0
            ? 'The large files can be emptied while the containers run (“truncate container logs”). Do not delete them: the daemon keeps writing into the deleted file.'
            : null,
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
