import { formatBytes } from '../../domain/bytes.ts';
import type { Leak } from '../../domain/storage-report.ts';
import { defineCheck } from '../define-check.ts';
import { bytesCell, evidence, reclaimableOf, sizeWords, sumBytes } from '../evidence.ts';
import { gradedSeverity, worse } from '../graded-severity.ts';
import { leaksOfKind, orphans, proofCell } from '../leaks.ts';
import { dataRootFilesystem, dataRootSubject } from '../subjects.ts';
import { count, formatPercent, paragraphs, percent } from '../text.ts';

const id = 'leaked-layers';
const kinds = ['btrfs-subvolume', 'overlay2-directory', 'vfs-directory'] as const;

export default defineCheck({
  id,
  title: 'Leaked layer directories',
  why: 'Docker’s storage driver keeps each layer in a directory (on btrfs: a subvolume). When a build, pull or removal ends the wrong way, a directory can stay behind that no image, container, build cache record or running process refers to. Docker does not count it and never removes it, so the disk fills while `docker system df` shows little or nothing. Bilge compares every place where a reference could be, and only calls leaked what none of them names and what is older than the running daemon; a difference between `du` and `docker system df` alone proves nothing.',
  needs: [],
  run(_, context) {
    const leaks = leaksOfKind(context, kinds);
    if (!Array.isArray(leaks)) return leaks;
    const proven = orphans(leaks);
    if (proven.length === 0) return [];
    const measured = sumBytes(proven.map((leak) => leak.bytes));
    // btrfs tells what each subvolume holds alone; what leaked copies share only with each other comes on top.
    const sharesExtents = proven.length > 1 && proven.some((leak) => leak.kind === 'btrfs-subvolume');
    const sum = { bytes: measured.bytes, complete: measured.complete && !sharesExtents };
    const filesystem = dataRootFilesystem(context.facts);
    const share = filesystem ? percent(sum.bytes, filesystem.totalBytes) : 0;
    const filled = filesystem ? percent(filesystem.usedBytes, filesystem.usedBytes + filesystem.freeBytes) : 0;
    const subject = dataRootSubject(context.facts);
    const graded = (value: number, critical: number, recoverBy: number) =>
      gradedSeverity({ context, checkId: id, subject, value, grades: { critical, recoverBy } });
    const severity = worse(graded(share, 10, 1), graded(filled, 90, 2)) ?? 'warning';
    const waiting = leaks.length - proven.length;
    const live = proven.filter((leak) => leak.removableLive).length;
    return [
      {
        severity,
        subject,
        title: `${count(proven.length, 'leaked layer')}: ${sizeWords(sum)} that Docker will never free`,
        detail: paragraphs(
          `${count(proven.length, 'directory', 'directories')} of the storage driver ${proven.length === 1 ? 'is' : 'are'} not named by any image, container, build cache record, running process or other layer, and ${proven.length === 1 ? 'is' : 'are'} older than the running Docker daemon. No volume and no file of yours outside Docker’s layers is among them.`,
          filesystem && (sum.complete || sum.bytes > 0)
            ? `That is ${sum.complete ? '' : 'at least '}${formatPercent(share)} of ${filesystem.mountPoint} (${formatBytes(filesystem.totalBytes)}), which has ${formatBytes(filesystem.freeBytes)} left.`
            : null,
          sharesExtents && measured.complete
            ? 'On btrfs the sizes are what each subvolume holds alone. Copies of one layer share their data, so together they hold more than the sum.'
            : null,
          'What to do: set them aside with “remove leaked layers”. They are moved, not deleted; everything can be put back until the date you approve, and the space is freed then or when you say so. Do not use rm, and do not use `docker system prune` for this: it cannot see them.',
          live < proven.length ? `${proven.length - live} of them can only go while Docker is stopped.` : null,
          waiting > 0
            ? `${count(waiting, 'more directory', 'more directories')} looked unreferenced too but cannot be proven yet (younger than the daemon, or without a birth time) and will be left alone.`
            : null,
        ),
        evidence: evidence(
          null,
          ['Directory', 'Size', 'Where a reference was looked for'],
          [...proven].sort(bySize).map((leak) => [leak.name, bytesCell(leak.bytes), proofCell(leak)]),
        ),
        ...reclaimableOf(sum),
        // The first is the default: what is set aside can be put back.
        remedies: [
          { actionId: 'remove-leaked-layers', params: { mode: 'quarantine', names: 'all' } },
          { actionId: 'remove-leaked-layers', params: { mode: 'delete', names: 'all' } },
        ],
      },
    ];
  },
});

function bySize(one: Leak, other: Leak): number {
  const bytes = (leak: Leak) => (leak.bytes.state === 'known' ? leak.bytes.value : -1);
  return bytes(other) - bytes(one) || (one.name < other.name ? -1 : 1);
}
