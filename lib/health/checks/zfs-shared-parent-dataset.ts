import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { driverStatus } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { nameList, paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'zfs-shared-parent-dataset',
  title: 'Docker’s ZFS datasets are among yours',
  why: 'The zfs driver creates one dataset per layer below its parent dataset. If that is the pool itself or the system’s root dataset, layers are mixed with your data, recursive snapshots include them all, and cleanup scripts that destroy “legacy” datasets destroy both. Never mount a new dataset over the data root that is in use: Docker then starts empty, and its volumes are hidden below.',
  needs: ['engine'],
  drivers: ['zfs'],
  run({ engine }, { facts }) {
    const parent = driverStatus(engine, 'Parent Dataset');
    if (parent === null) return { unknown: 'The engine did not print “Parent Dataset”.' };
    const { zfs } = facts.sections;
    const mountPoint =
      zfs.state === 'known' ? zfs.value.datasets.find((dataset) => dataset.name === parent)?.mountPoint : undefined;
    const isPool = !parent.includes('/');
    const isRoot = /\/(?:root|ROOT(?:\/.*)?)$/.test(parent) || mountPoint === '/';
    const otherLegacy =
      zfs.state === 'known'
        ? zfs.value.datasets
            .filter(
              (dataset) =>
                dataset.mountPoint === 'legacy' &&
                !dataset.name.startsWith(`${parent}/`) &&
                dataset.name.split('/')[0] === parent.split('/')[0],
            )
            .map((dataset) => dataset.name)
        : [];
    if (!isPool && !isRoot && otherLegacy.length === 0) return [];
    return [
      {
        severity: 'warning',
        subject: dataRootSubject(facts),
        title:
          isPool || isRoot
            ? `Docker’s layers are directly below ${parent.slice(0, 36)}`
            : 'Other legacy datasets are on Docker’s pool',
        detail: paragraphs(
          isPool || isRoot
            ? 'Every layer is a dataset beside your own, and a recursive snapshot of the parent includes them all.'
            : `A script that destroys all legacy datasets of the pool destroys these too: ${nameList(otherLegacy)}.`,
          steps(
            'Exclude Docker’s datasets from recursive snapshots. Never run `zfs destroy -R` there.',
            'Optional, at a quiet moment: stop Docker, create a dataset at another mount point (`zfs create -o mountpoint=/mnt/docker-new POOL/docker`) and copy the data root there.',
            'Only then change the mount points, and start Docker.',
          ),
        ),
        evidence: evidence(
          'docker info; zfs list',
          ['Parent dataset', 'Mounted on', 'Other legacy datasets'],
          [
            [
              parent,
              mountPoint ?? 'unknown',
              otherLegacy.length > 0 ? nameList(otherLegacy) : zfs.state === 'known' ? 'none' : 'unknown',
            ],
          ],
        ),
        remedies: [],
      },
    ];
  },
});
