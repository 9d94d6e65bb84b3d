import type { FindingDraft } from '../../domain/finding.ts';
import type { Leak } from '../../domain/storage-report.ts';
import { defineCheck, describeUnknown } from '../define-check.ts';
import { bytesCell, evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { graphDriver } from '../storage-driver.ts';
import { count, nameList, paragraphs } from '../text.ts';

const bigBytes = 5 * 2 ** 30;

export default defineCheck({
  id: 'abandoned-store',
  title: 'Data of a storage driver that is no longer used',
  why: 'After a switch of the storage driver or image store, the old one’s directory stays where it was: images, and the writable layers of containers that Docker no longer shows. It is dead weight, but not garbage: it may hold the only copy of what was written inside those containers. Two filled driver directories also keep Docker from starting unless the driver is set explicitly.',
  needs: [],
  run(_, { facts, storage }) {
    const several = matchingLines(facts, /contains several valid graphdrivers/i);
    if (several.length > 0) return [severalStores(several)];
    const section = facts.sections.dataRoot;
    if (section.state === 'unknown') return { unknown: describeUnknown(section), missing: ['dataRoot'] };
    const dataRoot = section.value;
    const current = graphDriver(facts);
    if (current === null) return { unknown: 'The running storage driver is not known.', missing: ['engine'] };
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
        title: `Docker no longer uses its old “${name}” store`,
        detail: paragraphs(
          `The running driver is ${current === 'containerd' ? 'the containerd image store' : current}; what was made with ${name} is still on disk and invisible to Docker.`,
          containers.length > 0
            ? `It hides ${count(containers.length, 'container')}: ${nameList(containers)}. What was written inside them exists only here.`
            : null,
          volumes.length > 0
            ? `Volumes used by them look unused and would be deleted by \`docker volume prune\`: ${nameList(volumes)}.`
            : null,
          name === 'vfs' ? 'Engines before 1.9 kept volumes in vfs/dir: look before anything is removed.' : null,
          'What to do: make sure that everything works with the new driver and nothing from the old one is missed. After a soak of a week or so, “remove abandoned store” deletes it, subvolumes first, after listing what it holds. Before removing it, set the storage driver explicitly: with Docker 29 and no explicit setting, an emptied directory can flip the daemon to another image store at its next start.',
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
    title: `Docker does not start: it finds data of ${names}`,
    detail: paragraphs(
      'Two storage drivers have filled directories in the data root, and Docker does not guess which to use. Nothing is lost.',
      'What to do: set the driver you used last explicitly (`"storage-driver": "…"` in daemon.json) and start Docker. Do not delete either directory to get it started: one of them holds your images and containers. When everything works, the other can go after a soak of a week or so.',
    ),
    evidence: logEvidence(lines),
    remedies: [],
  };
}
