import { formatBytes } from '../../domain/bytes.ts';
import type { FindingDraft } from '../../domain/finding.ts';
import { counted } from '../../domain/format.ts';
import type { Leak } from '../../domain/storage-report.ts';
import { defineCheck, describeUnknown } from '../define-check.ts';
import { bytesCell, evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { graphDriver } from '../storage-driver.ts';
import { nameList, paragraphs, steps } from '../text.ts';

const bigBytes = 5 * 2 ** 30;

export default defineCheck({
  id: 'abandoned-store',
  title: 'Data of a storage driver that is no longer used',
  why: 'After a switch of the storage driver or image store, the old driver’s directory stays on disk: images, and the writable layers of containers that Docker no longer shows. Docker does not use it any more, but it may hold the only copy of what was written inside those containers. With two filled driver directories Docker does not start unless the driver is set explicitly. With Docker 29 and no explicit setting, an emptied directory can make the daemon choose another image store at its next start. Engines before 1.9 kept volumes in vfs/dir.',
  needs: [],
  run(_, { facts, storage }) {
    const several = matchingLines(facts, /contains several valid graphdrivers/i);
    if (several.length > 0) return [severalStores(several)];
    const section = facts.sections.dataRoot;
    if (section.state === 'unknown') return { unknown: describeUnknown(section), missing: ['dataRoot'] };
    const dataRoot = section.value;
    const current = graphDriver(facts);
    if (current === null) return { unknown: 'The running storage driver is unknown.', missing: ['engine'] };
    const leaks =
      storage.leaks.state === 'known' ? storage.leaks.value.filter((leak) => leak.kind === 'abandoned-store') : null;
    // overlay2 always has its directory of links: one entry alone is an empty store.
    const names = leaks
      ? leaks.map((leak) => leak.name)
      : dataRoot.driverDirectories
          .filter(({ driver, entries }) => driver !== current && entries > (driver === 'overlay2' ? 1 : 0))
          .map(({ driver }) => driver);
    return names.map((name) => {
      const leak: Leak | undefined = leaks?.find((candidate) => candidate.name === name);
      const size = leak?.bytes.state === 'known' ? leak.bytes.value : null;
      const containers = leak?.hides?.containers ?? [];
      const volumes = leak?.hides?.volumes ?? [];
      const entries = dataRoot.driverDirectories.find(({ driver }) => driver === name)?.entries;
      return {
        severity: size !== null && size > bigBytes ? ('warning' as const) : ('info' as const),
        subject: { kind: 'store' as const, id: name, label: leak?.path ?? `${dataRoot.path}/${name}` },
        title: `${size === null ? 'Old data' : formatBytes(size)} of the unused ${name} driver is still on disk`.slice(
          0,
          70,
        ),
        detail: paragraphs(
          `It takes space that Docker does not use. Docker runs with ${current === 'containerd' ? 'the containerd image store' : current} now and does not show what was created with ${name}.`,
          containers.length > 0
            ? `It holds ${counted(containers.length, 'hidden container')}: ${nameList(containers)}. What was written inside them exists only here.`
            : null,
          volumes.length > 0
            ? `Their volumes look unused, and \`docker volume prune\` would delete them: ${nameList(volumes)}.`
            : null,
          steps(
            'Keep it for about a week. Make sure that everything works with the current driver and nothing is missing.',
            name === 'vfs'
              ? 'Copy out what you still need. Very old engines kept volumes in vfs/dir: check that folder.'
              : 'Copy out what you still need.',
            'Set the storage driver explicitly in daemon.json, then remove the abandoned store. The plan lists what it holds; deleting cannot be undone.',
          ),
        ),
        evidence: evidence(
          `ls -A ${dataRoot.path}`,
          ['Store', 'Entries', 'Size', 'Hidden containers', 'Their volumes'],
          [
            [
              leak?.path ?? name,
              entries === undefined ? 'unknown' : String(entries),
              leak ? bytesCell(leak.bytes) : 'unknown',
              leak?.hides ? nameList(containers) || 'none' : 'unknown',
              leak?.hides ? nameList(volumes) || 'none' : 'unknown',
            ],
          ],
        ),
        ...(size === null ? {} : { reclaimable: { bytes: size, exact: false } }),
        remedies: [{ actionId: 'remove-abandoned-store', params: { store: name } }],
      };
    });
  },
});

/** dockerd refuses to choose between two filled driver directories (`vfs` never counts). */
function severalStores(lines: readonly string[]): FindingDraft {
  const names = /graphdrivers: ([\w, -]{1,100})/i.exec(lines.join('\n'))?.[1]?.trim() ?? 'several drivers';
  return {
    severity: 'warning',
    subject: { kind: 'store', id: 'several', label: names },
    title: `Docker does not start: data of several drivers (${names})`.slice(0, 70),
    detail: paragraphs(
      'Nothing is lost. The data root has filled directories of two storage drivers, and Docker does not guess which one to use.',
      steps(
        'Delete neither directory: one of them holds your images and containers.',
        'Set the driver you used last (`"storage-driver": "…"` in daemon.json) and start Docker.',
        'Check that your containers are there. If not, set the other driver.',
      ),
    ),
    evidence: logEvidence(lines),
    remedies: [],
  };
}
