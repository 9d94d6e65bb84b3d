import type { MdArray } from '../../domain/health-facts.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nasVendor } from '../nas-vendor.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'md-array-degraded',
  title: 'RAID array degraded',
  why: 'An md array that misses a disk has less or no redundancy. Heavy work on the remaining disks (a migration, a balance, a large deletion) is what makes the next one fail.',
  needs: ['mdArrays'],
  run({ mdArrays }, { facts }) {
    if (mdArrays.length === 0) return { notApplicable: 'There is no md array.' };
    const isSynology = nasVendor(facts) === 'synology-dsm';
    const degraded = mdArrays.filter((array) => array.map?.includes('_') && !isSlotsForBays(array, isSynology));
    return degraded.map((array) => ({
      severity: 'critical' as const,
      subject: { kind: 'device' as const, id: array.name, label: `/dev/${array.name}` },
      title: `/dev/${array.name} (${array.level}) misses ${missing(array) === 1 ? 'a disk' : `${missing(array)} disks`}: [${array.map}]`,
      detail: detailOf(array, isSynology),
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

/** How many members each level can do without. raid10 depends on which: two neighbours are too many. */
const spareable: Record<string, number> = { raid0: 0, linear: 0, raid4: 1, raid5: 1, raid6: 2 };

function detailOf(array: MdArray, isSynology: boolean): string {
  const tooMany = missing(array) > (spareable[array.level] ?? Number.POSITIVE_INFINITY);
  if (tooMany) {
    return paragraphs(
      `More disks are missing than ${array.level} can do without: its data cannot be read in full, and it may stop at any moment.`,
      steps(
        'Write nothing to it, and do not add or re-create anything.',
        'See why the disks are gone: `mdadm --detail`, `dmesg`. Several at once are mostly a cable, a controller or power: reseat them.',
        'When they are back and `mdadm --examine` shows nearly equal “Events”: `mdadm --assemble --force`, then copy off what you cannot lose first.',
      ),
    );
  }
  if (isRebuild(array)) {
    return paragraphs(
      `It is being rebuilt: ${array.operation}. The missing disk was replaced already; until that is done another failure loses data.`,
      isSynology
        ? steps(
            'Leave it in peace until the repair is done: no migration, no large deletion, no reboot.',
            'Then see in Storage Manager that the pool is healthy.',
          )
        : steps(
            'Leave it in peace until that is done: no migration, no balance, no large deletion, no reboot.',
            'Then see that the map is full again: `cat /proc/mdstat`.',
          ),
    );
  }
  return paragraphs(
    array.operation ? `A ${array.operation} runs on it.` : 'It is not being rebuilt.',
    isSynology
      ? steps(
          'Check your backup.',
          'Storage Manager names the disk: replace it and repair the pool. Start nothing heavy before that.',
        )
      : steps(
          'Check your backup. Start nothing heavy before the array is whole again.',
          `See which disk it is and why: \`mdadm --detail /dev/${array.name}\`, \`smartctl -a\`, \`dmesg\`. A cable or power fault throws a sound disk out.`,
          `A sound disk that only fell out: \`mdadm /dev/${array.name} --re-add /dev/DISK\` writes only what it missed, and says so where it cannot. A new one: \`mdadm /dev/${array.name} --add /dev/NEW\`, which overwrites all of it. The rebuild starts by itself.`,
        ),
  );
}

/**
 * NAS systems mirror their own small arrays over a slot for every bay they could have: `[UU__]` on DSM’s md0 and md1,
 * `[UUUU____________________]` on QNAP’s md9 and md13. That is a half-filled case, no fault.
 */
function isSlotsForBays(array: MdArray, isSynology: boolean): boolean {
  const slots = array.map?.length ?? 0;
  return array.level === 'raid1' && ((isSynology && /^md[01]$/.test(array.name)) || slots >= 8);
}
