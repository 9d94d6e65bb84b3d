import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { driverStatus } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { nameList, paragraphs } from '../text.ts';

export default defineCheck({
  id: 'zfs-shared-parent-dataset',
  title: 'Docker’s ZFS datasets lie among yours',
  why: 'The zfs driver makes one dataset per layer below its parent dataset. If that is the pool itself or the system’s root dataset, layers are mixed with your data, and clean-up scripts that destroy “legacy” datasets take both.',
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
    const strangers =
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
    if (!isPool && !isRoot && strangers.length === 0) return [];
    return [
      {
        severity: 'warning',
        subject: dataRootSubject(facts),
        title:
          isPool || isRoot
            ? `Docker’s layers are directly below ${parent}`
            : 'Other legacy datasets are on Docker’s pool',
        detail: paragraphs(
          isPool || isRoot
            ? 'Every layer is a dataset beside your own. A recursive snapshot of the parent snapshots them all.'
            : `Datasets with mountpoint=legacy that are not Docker’s: ${nameList(strangers)}. A script that destroys all legacy datasets of the pool takes them too.`,
          'What to do: leave this dataset out of recursive snapshots first. To give Docker a dataset of its own, stop Docker, create it at another mount point (`zfs create -o mountpoint=/mnt/docker-new POOL/docker`), copy the data root there, and only then change mount points. Never mount a new dataset over the data root that is in use: Docker then starts empty, and its volumes are hidden below. Never `zfs destroy -R` anything there.',
        ),
        evidence: evidence(
          'docker info; zfs list',
          ['Parent dataset', 'Mounted on', 'Other legacy datasets'],
          [
            [
              parent,
              mountPoint ?? 'not told',
              strangers.length > 0 ? nameList(strangers) : zfs.state === 'known' ? 'none' : 'not told',
            ],
          ],
        ),
        remedies: [],
      },
    ];
  },
});
