import type { MdArray } from '../../domain/health-facts.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nasVendor } from '../nas-vendor.ts';
import { paragraphs } from '../text.ts';

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
      title: `/dev/${array.name} (${array.level}) misses a disk: [${array.map}]`,
      detail: paragraphs(
        array.operation
          ? `It is being rebuilt: ${array.operation}. Leave it in peace until that is done.`
          : 'It is not being rebuilt.',
        isSynology
          ? 'What to do: Storage Manager names the disk; replace it and repair the pool.'
          : 'What to do: check your backup. `mdadm --detail` names the disk; replace it and add the new one (`mdadm --add`). Start nothing heavy before it is rebuilt.',
      ),
      evidence: evidence(
        'cat /proc/mdstat',
        ['Array', 'Level', 'Map', 'Operation'],
        [[array.name, array.level, `[${array.map}]`, array.operation ?? 'none']],
      ),
      remedies: [],
    }));
  },
});

/**
 * NAS systems mirror their own small arrays over a slot for every bay they could have: `[UU__]` on DSM’s md0 and md1,
 * `[UUUU____________________]` on QNAP’s md9 and md13. That is a half-filled case, no fault.
 */
function isSlotsForBays(array: MdArray, isSynology: boolean): boolean {
  const slots = array.map?.length ?? 0;
  return array.level === 'raid1' && ((isSynology && /^md[01]$/.test(array.name)) || slots >= 8);
}
