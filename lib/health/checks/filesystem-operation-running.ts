import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { advice } from '../pasted.ts';
import { hostSubject } from '../subjects.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

export default defineCheck({
  id: 'filesystem-operation-running',
  title: 'A balance, scrub or rebuild is running',
  why: 'Balance, scrub, replace and RAID rebuilds keep the disks busy. Other heavy work is slow meanwhile and, on btrfs, partly rejected. A paused balance blocks resizing and continues at the next mount unless it is cancelled.',
  needs: [],
  run(_, { facts }) {
    const { btrfsHealth, mdArrays, zfs } = facts.sections;
    if (btrfsHealth.state === 'unknown' && mdArrays.state === 'unknown' && zfs.state === 'unknown') {
      return { unknown: 'Running operations could not be read.', missing: ['btrfsHealth', 'mdArrays'] };
    }
    const running: string[][] = [];
    if (btrfsHealth.state === 'known') {
      for (const filesystem of btrfsHealth.value) {
        const where = filesystem.mountPoint ?? filesystem.uuid ?? 'btrfs';
        const { balance, scrub, exclusiveOperation } = filesystem;
        if (balance !== null && balance.state !== 'none') {
          running.push([
            where,
            `balance ${balance.state}`,
            balance.percentLeft === null ? '' : `${balance.percentLeft}% left`,
          ]);
        } else if (exclusiveOperation !== null && exclusiveOperation !== 'none')
          running.push([where, exclusiveOperation, '']);
        if (scrub?.state === 'running') running.push([where, 'scrub running', '']);
      }
    }
    if (mdArrays.state === 'known') {
      for (const array of mdArrays.value)
        if (array.operation) running.push([`/dev/${array.name}`, array.operation, '']);
    }
    if (running.length === 0) return [];
    return [
      {
        severity: 'info',
        subject: hostSubject,
        title: runningTitle(running),
        detail: paragraphs(
          advice(facts, {
            live: 'Disks are slow until it is done, and heavy actions of Bilge are blocked.',
            pasted: 'Disks are slow until it is done, and other heavy work makes it take longer.',
          }),
          steps(
            'Wait. Do not interrupt a replace or a RAID rebuild, and do not reboot: the data may have no second copy until it is done.',
            'If you need the disk now, pause a balance or scrub: `btrfs balance pause MOUNT`, `btrfs scrub cancel MOUNT`. Continue later with `resume`.',
          ),
        ),
        evidence: evidence(
          'btrfs balance status; btrfs scrub status; cat /proc/mdstat',
          ['Where', 'What', 'Progress'],
          running,
        ),
        remedies: [],
      },
    ];
  },
});

/** At most 70 characters: the first operation, and how many more. */
function runningTitle(running: readonly string[][]): string {
  const [first = [], ...others] = running;
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return `Running: ${first[1] ?? ''} on ${shortPath(first[0] ?? '', 24)}${more}`;
}
