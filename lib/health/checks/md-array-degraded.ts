import type { MdArray } from '../../domain/health-facts.ts';
import type { VendorAdvice } from '../../platforms/vendor-advice.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nasVendor } from '../nas-vendor.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'md-array-degraded',
  title: 'RAID array degraded',
  why: 'An md array without one of its disks has less or no redundancy. Heavy work on the remaining disks (a balance, a large deletion, copying everything) makes the next failure more likely. A cable or power fault can remove a sound disk from the array.',
  needs: ['mdArrays'],
  run({ mdArrays }, { facts }) {
    if (mdArrays.length === 0) return { notApplicable: 'There is no md array.' };
    const advice = nasVendor(facts)?.advice ?? {};
    const degraded = mdArrays.filter((array) => array.map?.includes('_') && !isSlotsForBays(array, advice));
    return degraded.map((array) => ({
      severity: 'critical' as const,
      subject: { kind: 'device' as const, id: array.name, label: `/dev/${array.name}` },
      title: `/dev/${array.name} (${array.level}): ${missing(array) === 1 ? '1 disk is missing' : `${missing(array)} disks are missing`} [${array.map}]`,
      detail: detailOf(array, advice),
      evidence: evidence(
        'cat /proc/mdstat',
        ['Array', 'Level', 'Map', 'Operation'],
        [[array.name, array.level, `[${array.map}]`, array.operation ?? 'none']],
      ),
      remedies: [],
    }));
  },
});

const missing = ({ map }: MdArray): number => map?.match(/_/g)?.length ?? 0;
const isRebuild = ({ operation }: MdArray): boolean => /^(?:recovery|resync|reshape)/.test(operation ?? '');

/** How many missing members each level tolerates. raid10 depends on which ones are missing. */
const tolerated: Record<string, number> = { raid0: 0, linear: 0, raid4: 1, raid5: 1, raid6: 2 };

function detailOf(array: MdArray, { raidRebuild, raidDegraded }: VendorAdvice): string {
  const tooMany = missing(array) > (tolerated[array.level] ?? Number.POSITIVE_INFINITY);
  if (tooMany) {
    return paragraphs(
      `Part of its data cannot be read, and it may stop at any moment: more disks are missing than ${array.level} tolerates.`,
      steps(
        'Write nothing to it. Do not add a disk, and do not create the array again.',
        'Find out why the disks are missing: `mdadm --detail`, `dmesg`. If several fail at once, the cause is usually a cable, the controller or power.',
        'When they are back and `mdadm --examine` shows nearly equal “Events”: `mdadm --assemble --force`, then copy what you cannot lose to another disk.',
      ),
    );
  }
  if (isRebuild(array)) {
    return paragraphs(
      `Another failure before the rebuild is complete loses data. It is running: ${array.operation}.`,
      raidRebuild
        ? steps(...raidRebuild)
        : steps(
            'Wait until it is complete: no balance, no large deletion, no other heavy work, no reboot.',
            'Then check that no disk is missing: `cat /proc/mdstat`.',
          ),
    );
  }
  return paragraphs(
    `The array has less or no redundancy: one more failure can lose data. ${array.operation ? `A ${array.operation} is running.` : 'No rebuild is running.'}`,
    raidDegraded
      ? steps(...raidDegraded)
      : steps(
          'Check your backup. Start nothing heavy before the array is complete again.',
          `Find out which disk is missing and why: \`mdadm --detail /dev/${array.name}\`, \`smartctl -a\`, \`dmesg\`.`,
          `If the disk is sound (cable or power fault): \`mdadm /dev/${array.name} --re-add /dev/DISK\` writes only what it missed. If it is dead: \`mdadm /dev/${array.name} --add /dev/NEW\`, which overwrites the new disk. The rebuild starts by itself.`,
        ),
  );
}

/**
 * NAS systems mirror their own small arrays with one slot per possible bay: `[UU__]` on DSM’s md0 and md1,
 * `[UUUU____________________]` on QNAP’s md9 and md13. That is a partly filled case, not a fault.
 */
function isSlotsForBays(array: MdArray, { bayArrays }: VendorAdvice): boolean {
  const slots = array.map?.length ?? 0;
  return array.level === 'raid1' && (bayArrays?.test(array.name) || slots >= 8);
}
