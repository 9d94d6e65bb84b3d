import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { isBelow, mountOf } from '../mounts.ts';
import { nasVendor } from '../nas-vendor.ts';
import { dataRootPath, dataRootSubject } from '../subjects.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

export default defineCheck({
  id: 'data-root-mount-unguarded',
  title: 'Docker does not wait for its data root’s filesystem',
  why: 'When the data root is on a separate mount and nothing makes Docker wait for it, a failed mount at boot lets Docker start on the empty directory. As a second protection the empty directory can be made immutable while it is not mounted; dockerd then stops at once instead of starting empty. Whether it is immutable cannot be seen while the filesystem is mounted.',
  needs: ['mounts', 'bootConfiguration'],
  run({ mounts, bootConfiguration }, { facts }) {
    const path = dataRootPath(facts);
    if (path === null) return { unknown: 'The path of the data root is unknown.', missing: ['engine'] };
    const mount = mountOf(mounts, path);
    if (mount === null || mount.mountPoint === '/')
      return { notApplicable: 'The data root is on the root filesystem.' };
    const vendor = nasVendor(facts);
    if (vendor !== null) return { notApplicable: 'The vendor’s scripts mount the volumes before Docker starts.' };
    const { dockerUnit, bareDirectoryIsImmutable, openrcNeeds } = bootConfiguration;
    const line = bootConfiguration.fstab.find((entry) => entry.mountPoint === mount.mountPoint);
    const orderedByFstab =
      line?.options.some((option) => /^x-systemd\.(?:required-by|before)=(?:docker|containerd)/.test(option)) ?? false;
    // Without nofail a missing mount stops the whole boot: Docker never starts on the bare directory.
    const stopsBoot = line !== undefined && !line.options.includes('nofail');
    const isGuarded =
      bareDirectoryIsImmutable === true ||
      orderedByFstab ||
      stopsBoot ||
      (dockerUnit?.requiresMountsFor ?? []).some(
        (directory) => isBelow(directory, mount.mountPoint) || isBelow(path, directory),
      ) ||
      (openrcNeeds ?? []).includes('localmount');
    if (isGuarded) return [];
    if (dockerUnit === null && openrcNeeds === null) {
      return { unknown: 'The boot order of the Docker service is unknown.', missing: ['bootConfiguration'] };
    }
    return [
      {
        severity: 'warning',
        subject: dataRootSubject(facts),
        title: `Docker does not wait until ${shortPath(mount.mountPoint, 28)} is mounted`,
        detail: paragraphs(
          'If this mount fails or is late at the next boot, Docker starts with an empty data root: images and containers seem to be gone.',
          steps(
            openrcNeeds === null
              ? `Run \`systemctl edit docker\` and add \`[Unit]\` with \`RequiresMountsFor=${path}\`. Do the same for containerd if its root is there.`
              : 'Add `rc_need="localmount"` to /etc/conf.d/docker.',
            `Optional, and only while it is not mounted: make the empty directory immutable with \`mountpoint -q ${mount.mountPoint} || chattr +i ${mount.mountPoint}\`.`,
          ),
        ),
        evidence: evidence(
          openrcNeeds === null ? 'systemctl cat docker' : 'cat /etc/conf.d/docker',
          ['Mounted', 'Service requires', 'Service is after', 'Directory immutable'],
          [
            [
              mount.mountPoint,
              dockerUnit?.requiresMountsFor.join(' ') || openrcNeeds?.join(' ') || 'nothing',
              dockerUnit?.after.join(' ') || 'nothing',
              bareDirectoryIsImmutable === null ? 'unknown while mounted' : 'no',
            ],
          ],
        ),
        remedies: [],
      },
    ];
  },
});
