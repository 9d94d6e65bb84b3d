import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { graphDriver } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { count, nameList, paragraphs } from '../text.ts';

export default defineCheck({
  id: 'hidden-containers',
  title: 'Containers that Docker does not show',
  why: 'Containers made with another storage driver or image store, and containers whose configuration cannot be read, are invisible in `docker ps -a`. Their volumes look unused, and `docker volume prune` really deletes them. They come back when the driver is switched back or the configuration is restored.',
  needs: ['containersOnDisk'],
  run({ containersOnDisk }, { facts }) {
    const driver = graphDriver(facts);
    const { engine } = facts.sections;
    // With the containerd store the containers carry the snapshotter's name.
    const current = engine.state === 'known' && driver === 'containerd' ? engine.value.storageDriver : driver;
    const broken = containersOnDisk.filter((container) => container.config === null);
    const foreign = containersOnDisk.filter(
      ({ config }) => config !== null && config.driver !== '' && current !== null && config.driver !== current,
    );
    const hidden = [...broken, ...foreign];
    if (hidden.length === 0) {
      return current === null && containersOnDisk.length > 0
        ? { unknown: 'The running storage driver is not known, so containers of another one cannot be told apart.' }
        : [];
    }
    const volumes = [
      ...new Set(foreign.flatMap(({ config }) => (config?.mounts ?? []).flatMap(({ volume }) => volume ?? []))),
    ];
    return [
      {
        severity: 'warning',
        subject: dataRootSubject(facts),
        title: `${count(hidden.length, 'container')} on disk that Docker does not show`,
        detail: paragraphs(
          foreign.length > 0
            ? `${count(foreign.length, 'container')} belong${foreign.length === 1 ? 's' : ''} to another storage driver or image store (${[...new Set(foreign.map(({ config }) => config?.driver ?? ''))].join(', ')}; the running one is ${current}). They are hidden, not lost.`
            : null,
          broken.length > 0
            ? `${count(broken.length, 'container')} ${broken.length === 1 ? 'has' : 'have'} a configuration (config.v2.json) that is missing or cannot be read, so Docker did not load ${broken.length === 1 ? 'it' : 'them'}.`
            : null,
          volumes.length > 0
            ? `Volumes that look unused but belong to them: ${nameList(volumes)}. \`docker volume prune\` would delete ${volumes.length === 1 ? 'it' : 'them'}.`
            : 'Do not run `docker volume prune` before this is settled: volumes of such containers look unused.',
          'What to do: to get them back, switch back to their storage driver or restore the configuration file from a backup and restart Docker. If you are sure that nothing in them is needed, they go together with their store (“remove abandoned store”).',
        ),
        evidence: evidence(
          null,
          ['Container', 'Name', 'Driver', 'Image', 'Volumes'],
          hidden.map(({ id, config }) => [
            id.slice(0, 12),
            config?.name.replace(/^\//, '') ?? 'unreadable',
            config?.driver ?? 'unreadable',
            config?.image ?? 'unreadable',
            config ? nameList(config.mounts.flatMap(({ volume }) => volume ?? [])) : 'unknown',
          ]),
        ),
        remedies: [],
      },
    ];
  },
});
