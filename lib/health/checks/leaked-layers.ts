import { formatBytes } from '../../domain/bytes.ts';
import type { CheckContext } from '../../domain/finding.ts';
import { counted, formatPercent } from '../../domain/format.ts';
import { fullPercent } from '../../domain/space.ts';
import type { Leak } from '../../domain/storage-report.ts';
import { removalWay, unreferencedCounts, unreferencedSentence, unreferencedTotal } from '../../domain/unreferenced.ts';
import { sumOfLeaks } from '../../facts/views/leaked.ts';
import { defineCheck } from '../define-check.ts';
import { bytesCell, evidence, reclaimableOf, sizeWords } from '../evidence.ts';
import { gradedSeverity, worse } from '../graded-severity.ts';
import { leaksOfKind, orphans, proofCell, unprotected } from '../leaks.ts';
import { dataRootFilesystem, dataRootSubject } from '../subjects.ts';
import { paragraphs, percent, steps } from '../text.ts';

const id = 'leaked-layers';
const kinds = ['btrfs-subvolume', 'overlay2-directory', 'vfs-directory'] as const;

export default defineCheck({
  id,
  title: 'Leaked layers',
  why: 'Docker’s storage driver keeps each layer in a directory (on btrfs: a subvolume). When a build, pull or removal is interrupted, a directory can stay that no image, container, build cache record or running process refers to. Docker does not count it and never removes it, so the disk fills while `docker system df` shows little or nothing. Bilge checks every place where a reference could be, and only calls a layer leaked when none of them names it and it is older than the running daemon; a difference between `du` and `docker system df` alone proves nothing. Younger directories, and those without a creation time, are never offered.',
  needs: [],
  run(_, context) {
    const leaks = leaksOfKind(context, kinds);
    if (!Array.isArray(leaks)) return leaks;
    const own = orphans(leaks);
    if (own.length === 0) return [];
    const proven = countedLeaks(context, own);
    const kept = new Set([...protectedIn(context, proven), ...protectedLeaks(context)]).size;
    const unfinished = proven.filter(({ kind }) => kind === 'stale-removing-layer').length;
    const sum = sumOfLeaks(proven);
    const { sharesExtents } = sum;
    const isMeasured = proven.every(({ bytes }) => bytes.state === 'known');
    const filesystem = dataRootFilesystem(context.facts);
    const share = filesystem ? percent(sum.bytes, filesystem.totalBytes) : 0;
    const filled = filesystem ? fullPercent(filesystem) : 0;
    const subject = dataRootSubject(context.facts);
    const graded = (value: number, critical: number, recoverBy: number) =>
      gradedSeverity({ context, checkId: id, subject, value, grades: { critical, recoverBy } });
    const severity = worse(graded(share, 10, 1), graded(filled, 90, 2)) ?? 'warning';
    const waiting = leaks.length - own.length;
    const stopped = own.filter((leak) => !leak.removableLive).length;
    return [
      {
        severity,
        subject,
        title: `${counted(proven.length, 'leaked layer')}: ${sizeWords(sum)} that Docker will never free`,
        detail: paragraphs(
          `No image, container, build cache record, running process or other layer uses ${proven.length === 1 ? 'it' : 'them'}. No volume and none of your own files is affected.${
            filesystem && (sum.complete || sum.bytes > 0)
              ? ` That is ${sum.complete ? '' : 'at least '}${formatPercent(share)} of ${filesystem.mountPoint} (${formatBytes(filesystem.totalBytes)}), which has ${formatBytes(filesystem.freeBytes)} free.`
              : ''
          }`,
          sharesExtents && isMeasured
            ? 'On btrfs the sizes are exclusive bytes: copies of one layer share data, so together they free more than the sum.'
            : null,
          steps(
            'Quarantine them: they are moved, not deleted, and can be restored until the date in the plan. This frees nothing yet.',
            'The space is freed on that date, or earlier if you delete them from the quarantine.',
          ),
          'Do not use rm. `docker system prune` cannot see them.',
          unfinished > 0
            ? `${counted(unfinished, 'of them is an unfinished removal', 'of them are unfinished removals')}, which Docker’s next graceful stop frees too.`
            : null,
          kept > 0 ? `${kept} protected in Bilge: no cleanup touches ${kept === 1 ? 'it' : 'them'}.` : null,
          inAll(context, proven),
          stopped > 0 ? `${stopped} can only be removed while Docker is stopped.` : null,
          waiting > 0
            ? `${counted(waiting, 'more directory', 'more directories')} cannot be proven unreferenced yet (younger than the daemon, or without a creation time) and will be skipped.`
            : null,
        ),
        evidence: evidence(
          null,
          ['Directory', 'Size', 'Where a reference was looked for'],
          [...proven].sort(bySize).map((leak) => [leak.name, bytesCell(leak.bytes), proofCell(leak)]),
        ),
        ...(protectedIn(context, proven).length === proven.length
          ? {}
          : reclaimableOf(sumOfLeaks(unprotected(context, proven)))),
        // The first is the default: what is quarantined can be restored.
        remedies: [
          { actionId: 'remove-leaked-layers', params: { mode: 'quarantine', names: 'all' } },
          { actionId: 'remove-leaked-layers', params: { mode: 'delete', names: 'all' } },
        ],
      },
    ];
  },
});

/**
 * Every layer that the button's plan quarantines, in whichever way it leaked, so that finding and plan have one number in their titles.
 * Where none can be quarantined, what was found.
 */
function countedLeaks(context: CheckContext, own: readonly Leak[]): readonly Leak[] {
  const { leaks } = context.storage;
  const all = leaks.state === 'known' ? leaks.value : own;
  const movable = unprotected(context, all).filter(isMovable);
  return movable.length > 0 ? movable : own;
}

const isMovable = (leak: Leak): boolean => removalWay(leak) === 'quarantine';

function protectedIn(context: CheckContext, leaks: readonly Leak[]): Leak[] {
  const free = new Set(unprotected(context, leaks));
  return leaks.filter((leak) => !free.has(leak));
}

function protectedLeaks(context: CheckContext): Leak[] {
  const { leaks } = context.storage;
  if (leaks.state === 'unknown') return [];
  return protectedIn(context, leaks.value).filter(isMovable);
}

/** Where more is unreferenced than these: how it adds up, so that the counts of table, plan and finding can be told apart. */
function inAll({ storage: { layers, leaks } }: CheckContext, proven: readonly Leak[]): string | null {
  if (layers.state === 'unknown' || leaks.state === 'unknown') return null;
  const counts = unreferencedCounts(layers.value, leaks.value);
  return unreferencedTotal(counts) > proven.length ? unreferencedSentence(counts) : null;
}

function bySize(one: Leak, other: Leak): number {
  const bytes = (leak: Leak) => (leak.bytes.state === 'known' ? leak.bytes.value : -1);
  return bytes(other) - bytes(one) || (one.name < other.name ? -1 : 1);
}
