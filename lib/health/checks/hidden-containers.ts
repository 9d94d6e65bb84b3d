import { counted } from '../../domain/format.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { graphDriver } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { nameList, paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'hidden-containers',
  title: 'Containers that Docker does not show',
  why: 'Containers that were created with another storage driver or image store, and containers whose configuration cannot be read, do not appear in `docker ps -a`. Their volumes look unused, and `docker volume prune` deletes them. The containers appear again when the driver is switched back or the configuration is restored.',
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
        ? { unknown: 'The running storage driver is unknown, so containers of another driver cannot be recognised.' }
        : [];
    }
    const volumes = [
      ...new Set(foreign.flatMap(({ config }) => (config?.mounts ?? []).flatMap(({ volume }) => volume ?? []))),
    ];
    return [
      {
        severity: 'warning',
        subject: dataRootSubject(facts),
        title: `${counted(hidden.length, 'container')} on disk ${hidden.length === 1 ? 'is' : 'are'} hidden from Docker`,
        detail: paragraphs(
          volumes.length > 0
            ? `\`docker volume prune\` would delete ${volumes.length === 1 ? 'this volume, which belongs to them' : 'these volumes, which belong to them'}: ${nameList(volumes)}.`
            : 'Their volumes look unused, and `docker volume prune` would delete them.',
          foreign.length > 0
            ? `${counted(foreign.length, 'container')} belong${foreign.length === 1 ? 's' : ''} to another storage driver or image store (${[...new Set(foreign.map(({ config }) => config?.driver ?? ''))].join(', ')}; the running one is ${current}). ${foreign.length === 1 ? 'It is' : 'They are'} hidden, not lost.`
            : null,
          broken.length > 0
            ? `${counted(broken.length, 'container')} ${broken.length === 1 ? 'has' : 'have'} a configuration (config.v2.json) that is missing or cannot be read, so Docker did not load ${broken.length === 1 ? 'it' : 'them'}.`
            : null,
          steps(
            'Prune no volumes before this is decided.',
            foreign.length > 0
              ? 'If you need something from them, set their storage driver in daemon.json again and restart Docker at a quiet moment. Today’s containers are hidden until you switch back.'
              : null,
            broken.length > 0
              ? 'Restore a missing config.v2.json from a backup, then restart Docker at a quiet moment.'
              : null,
          ),
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
