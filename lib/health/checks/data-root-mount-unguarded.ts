import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { isBelow, mountOf } from '../mounts.ts';
import { nasVendor } from '../nas-vendor.ts';
import { dataRootPath, dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'data-root-mount-unguarded',
  title: 'Docker would start without its data root’s filesystem',
  why: 'A data root that is a mount of its own needs a guard. Without one, a failed mount at boot lets Docker start on the empty directory.',
  needs: ['mounts', 'bootConfiguration'],
  run({ mounts, bootConfiguration }, { facts }) {
    const path = dataRootPath(facts);
    if (path === null) return { unknown: 'The path of the data root is not known.', missing: ['engine'] };
    const mount = mountOf(mounts, path);
    if (mount === null || mount.mountPoint === '/')
      return { notApplicable: 'The data root is on the root filesystem.' };
    const vendor = nasVendor(facts);
    if (vendor !== null) return { notApplicable: 'The vendor’s own scripts mount the volumes before Docker starts.' };
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
      return { unknown: 'How Docker’s service is ordered at boot is not known.', missing: ['bootConfiguration'] };
    }
    return [
      {
        severity: 'warning',
        subject: dataRootSubject(facts),
        title: `Nothing keeps Docker from starting before ${mount.mountPoint} is mounted`,
        detail: paragraphs(
          'If this mount fails or is late at the next boot, Docker starts with an empty data root, and everything seems to be gone.',
          openrcNeeds === null
            ? `What to do: \`systemctl edit docker\` with \`[Unit]\` and \`RequiresMountsFor=${path}\` (for containerd too, if its root is there).`
            : 'What to do: add `rc_need="localmount"` to /etc/conf.d/docker.',
          `As a second guard make the empty directory immutable while it is not mounted: \`mountpoint -q ${mount.mountPoint} || chattr +i ${mount.mountPoint}\`; dockerd then stops at once instead of starting empty. Never do it while it is mounted: Docker could not write there.`,
          bareDirectoryIsImmutable === null ? 'Whether that is done already cannot be seen while it is mounted.' : null,
        ),
        evidence: evidence(
          openrcNeeds === null ? 'systemctl cat docker' : 'cat /etc/conf.d/docker',
          ['Mounted', 'Service requires', 'Service is after', 'Directory immutable'],
          [
            [
              mount.mountPoint,
              dockerUnit?.requiresMountsFor.join(' ') || openrcNeeds?.join(' ') || 'nothing',
              dockerUnit?.after.join(' ') || 'nothing',
              bareDirectoryIsImmutable === null ? 'cannot be seen' : 'no',
            ],
          ],
        ),
        remedies: [],
      },
    ];
  },
});
