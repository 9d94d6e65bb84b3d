import { counted } from '../../domain/format.ts';
import { btrfsSubject } from '../btrfs-space.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nasVendor } from '../nas-vendor.ts';
import { paragraphs, steps } from '../text.ts';

const manySubvolumes = 50;

export default defineCheck({
  id: 'btrfs-quotas-slow',
  title: 'btrfs quotas with many subvolumes',
  why: 'With quota groups on, btrfs accounts each deleted snapshot over all shared extents. With many subvolumes, as Docker creates them, that can stall the whole machine for minutes. Inconsistent quotas also show wrong numbers. Simple quotas (`btrfs quota enable --simple`, kernel 6.7) do not have this cost, but older kernels, rescue systems included, can then no longer mount the filesystem. Bilge never changes quotas.',
  needs: ['btrfs'],
  absent: unlessOnBtrfs('btrfs'),
  run({ btrfs }, { facts }) {
    if (btrfs.length === 0) return { notApplicable: 'Docker is not on btrfs.' };
    const needed = nasVendor(facts)?.quotasNeeded;
    if (needed !== undefined) return { notApplicable: needed };
    return btrfs.flatMap((filesystem) => {
      const { quotas, subvolumes } = filesystem;
      // Simple quotas (kernel 6.7) do not have this cost.
      const isSlow = quotas.enabled && quotas.mode !== 'squota' && subvolumes.length > manySubvolumes;
      const isWrong = quotas.enabled && quotas.inconsistent === true;
      if (!isSlow && !isWrong) return [];
      return [
        {
          severity: 'warning' as const,
          subject: btrfsSubject(filesystem),
          title: isSlow
            ? `btrfs quotas are on with ${counted(subvolumes.length, 'subvolume')}`
            : 'btrfs quotas are inconsistent',
          detail: paragraphs(
            isSlow ? 'Deleting images or leaked layers here can stall the machine for minutes.' : null,
            isWrong ? 'The quota numbers are wrong until a rescan has finished (`btrfs quota rescan MOUNT`).' : null,
            steps(
              'Check what needs the quotas: limits of shared folders, Snapper’s cleanup by space, Docker’s `size` option.',
              'Only if nothing does: note the limits (`btrfs qgroup show -re MOUNT`), then `btrfs quota disable MOUNT`; the limits are lost then.',
            ),
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
