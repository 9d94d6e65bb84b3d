import { btrfsSubject } from '../btrfs-space.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nasVendor } from '../nas-vendor.ts';
import { count, paragraphs } from '../text.ts';

const manySubvolumes = 50;

export default defineCheck({
  id: 'btrfs-quotas-slow',
  title: 'btrfs quotas with many subvolumes',
  why: 'With quota groups on, each deletion of a snapshot has to be accounted over all shared extents. With many subvolumes, as Docker makes them, that stalls the whole machine for minutes. Inconsistent quotas moreover show wrong numbers.',
  needs: ['btrfs'],
  absent: unlessOnBtrfs('btrfs'),
  run({ btrfs }, { facts }) {
    if (btrfs.length === 0) return { notApplicable: 'There is no btrfs below Docker.' };
    if (nasVendor(facts) === 'synology-dsm')
      return { notApplicable: 'DSM uses quotas for its shared folders; they must stay on.' };
    return btrfs.flatMap((filesystem) => {
      const { quotas, subvolumes } = filesystem;
      // Simple quotas (kernel 6.7) do not have the cost.
      const isSlow = quotas.enabled && quotas.mode !== 'squota' && subvolumes.length > manySubvolumes;
      const isWrong = quotas.enabled && quotas.inconsistent === true;
      if (!isSlow && !isWrong) return [];
      return [
        {
          severity: 'warning' as const,
          subject: btrfsSubject(filesystem),
          title: isSlow
            ? `Quotas are on with ${count(subvolumes.length, 'subvolume')}`
            : 'btrfs quotas are inconsistent',
          detail: paragraphs(
            isSlow ? 'Deleting images or leaked layers here can stall the machine for minutes.' : null,
            isWrong
              ? 'The quota numbers are not to be trusted until a rescan has finished (`btrfs quota rescan`).'
              : null,
            'What to do: find out who needs them: limits of shared folders, Snapper’s clean-up by space, Docker’s own `size` option. If nobody does, note the limits (`btrfs qgroup show -re MOUNT`) and switch quotas off yourself (`btrfs quota disable MOUNT`); the limits are lost then. Simple quotas (`btrfs quota enable --simple`, kernel 6.7) are lighter, but a kernel before 6.7, a rescue system too, can then no longer mount the filesystem. Bilge never switches quotas.',
          ),
          evidence: evidence(
            'btrfs qgroup show; btrfs subvolume list',
            ['Filesystem', 'Mode', 'Inconsistent', 'Subvolumes'],
            [
              [
                filesystem.mountPoint,
                quotas.mode ?? 'qgroup',
                quotas.inconsistent === null ? 'unknown' : quotas.inconsistent ? 'yes' : 'no',
                String(subvolumes.length),
              ],
            ],
          ),
          remedies: [],
        },
      ];
    });
  },
});
