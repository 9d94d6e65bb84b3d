import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { hostSubject } from '../subjects.ts';
import { nameList, paragraphs } from '../text.ts';

export default defineCheck({
  id: 'filesystem-operation-running',
  title: 'A balance, scrub or rebuild is running',
  why: 'Balance, scrub, replace and RAID rebuilds take all the disk’s time. Other heavy work beside them is slow and, on btrfs, partly refused.',
  needs: [],
  run(_, { facts }) {
    const { btrfsHealth, mdArrays, zfs } = facts.sections;
    if (btrfsHealth.state === 'unknown' && mdArrays.state === 'unknown' && zfs.state === 'unknown') {
      return { unknown: 'Running operations were not looked for.', missing: ['btrfsHealth', 'mdArrays'] };
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
            balance.percentLeft === null ? '' : `${balance.percentLeft} % left`,
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
        title: `Running: ${nameList(
          running.map((row) => `${row[1]} on ${row[0]}`),
          2,
        )}`,
        detail: paragraphs(
          'Bilge waits with heavy actions until it is done.',
          'What to do: wait. Do not interrupt a replace or a RAID rebuild, and do not restart the machine for it: until it is done the data may have no second copy. A balance or scrub may be paused (`btrfs balance pause`, `btrfs scrub cancel`; each goes on later with `resume`). A paused balance also blocks resizing and goes on at the next mount unless it is cancelled.',
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
