import { formatBytes } from '../../domain/bytes.ts';
import type { Fact } from '../../domain/fact.ts';
import { counted } from '../../domain/format.ts';
import { leakStateWords } from '../../domain/leak-words.ts';
import type { Leak } from '../../domain/storage-report.ts';
import { defineCheck } from '../define-check.ts';
import { evidence, sizeWords, sumBytes } from '../evidence.ts';
import { leaksOfKind, orphans, proofCell } from '../leaks.ts';
import { dataRootPath, engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

/**
 * This check only explains. Every lease looks like one "without an owner" while the data root is not mounted, after it was moved,
 * and beside a second Docker on the same containerd. containerd deletes the container's files once its lease is gone, so nothing
 * here may name a command that deletes a lease; lib/health/advice.test.ts checks that.
 */
export default defineCheck({
  id: 'stale-containerd-leases',
  title: 'containerd leases without their container or build',
  why: 'With the containerd image store each container and each record of the build cache has a lease on its snapshots. A lease without its owner keeps the snapshots on disk; a full disk and a crash leave such leases. But a lease looks the same while Docker’s data root is not mounted, after it was moved or restored, or when another Docker created it: then deleting it destroys an existing container. Proven are only those that are younger than this data root, older than the running Docker and in use nowhere.',
  needs: ['containerd'],
  run(_, context) {
    const all = leaksOfKind(context, ['containerd-lease']);
    if (!Array.isArray(all)) return all;
    // What ends by itself has a check of its own.
    const leaks = all.filter(({ state }) => state !== 'unfinished');
    if (leaks.length === 0) return [];
    const proven = orphans(leaks);
    const path = dataRootPath(context.facts);
    const others = leaks.filter(({ state }) => state === 'other-data-root').length;
    const { leakedLeaseBytes } = context.storage;
    const frees = proven.length === 0 ? null : amountOf(proven, leakedLeaseBytes);
    return [
      {
        severity: proven.length > 0 ? 'warning' : 'info',
        subject: engineSubject,
        title:
          frees === null
            ? `${counted(leaks.length, 'containerd lease')} without ${leaks.length === 1 ? 'its' : 'their'} container or build`
            : `${counted(proven.length, 'leaked containerd lease')} ${proven.length === 1 ? 'keeps' : 'keep'} ${frees}`,
        detail: paragraphs(
          frees === null
            ? 'They may keep space that nothing needs. That is not proven, so leave them.'
            : `What ${proven.length === 1 ? 'it keeps' : 'they keep'} is used by nothing, and no prune removes it.`,
          others > 0
            ? `${counted(others, 'lease')} ${others === 1 ? 'is' : 'are'} older than this data root: the data root ${others === 1 ? 'it belongs' : 'they belong'} to may only not be mounted.`
            : null,
          'Do not delete a lease by hand: if its container still exists, containerd deletes that container’s files. This cannot be undone.',
          steps(
            `Check that Docker runs on the data root you expect: ${path === null ? '`docker info` (“Docker Root Dir”), then `findmnt -T` with that path' : `\`findmnt -T ${path}\``}.`,
            'Check that `docker ps -a` shows every container you know. If one is missing, fix that first.',
            proven.length > 0 ? null : 'If all are present, ignore the leases: they only cost space.',
          ),
        ),
        evidence: evidence(
          'ctr -n moby leases list',
          ['Lease', 'State', 'Holds alone', 'What was seen'],
          leaks.map((leak) => [leak.name, leakStateWords[leak.state].word, sizeCell(leak), proofCell(leak)]),
        ),
        remedies:
          proven.length === 0
            ? []
            : (['quarantine', 'delete'] as const).map((mode) => ({
                actionId: 'remove-leaked-leases',
                params: { mode, names: 'all' },
              })),
      },
    ];
  },
});

/** All of them together, since two leases on one image hold nothing alone; else what is known of each. */
function amountOf(proven: readonly Leak[], together: Fact<number>): string {
  if (together.state === 'known') return formatBytes(together.value);
  return sizeWords({ ...sumBytes(proven.map(({ bytes }) => bytes)), complete: false });
}

function sizeCell({ bytes }: Leak): string {
  return bytes.state === 'known' ? formatBytes(bytes.value) : 'unknown';
}
