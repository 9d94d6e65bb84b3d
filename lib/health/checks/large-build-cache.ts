import { formatBytes } from '../../domain/bytes.ts';
import { formatPercent } from '../../domain/format.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { defineCheck } from '../define-check.ts';
import { desktopVm } from '../desktop-vm.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity, worse } from '../graded-severity.ts';
import { largestShown } from '../largest-shown.ts';
import { advice, pastedFacts } from '../pasted.ts';
import { dataRootFilesystem, engineSubject } from '../subjects.ts';
import { paragraphs, percent, steps } from '../text.ts';

const id = 'large-build-cache';
const gib = 2 ** 30;

export default defineCheck({
  id,
  title: 'A large build cache',
  why: 'Build cache only saves time in later builds. It grows with each build and is freed by a prune, or by a limit in the daemon’s configuration. On engines with a graph driver, pruning the cache can leave duplicate layer directories; the check leaked-layers finds them.',
  needs: [],
  run(_, context) {
    const { facts } = context;
    const { buildCache, dockerDiskUsage } = facts.sections;
    const row =
      dockerDiskUsage.state === 'known'
        ? dockerDiskUsage.value.rows.find((candidate) => candidate.type === 'build-cache')
        : undefined;
    const cache =
      buildCache.state === 'known'
        ? {
            bytes: buildCache.value.reduce((sum, record) => sum + (record.shared ? 0 : record.sizeBytes), 0),
            records: buildCache.value.length,
            free: buildCache.value.reduce(
              (sum, record) => sum + (record.shared || record.inUse ? 0 : record.sizeBytes),
              0,
            ),
          }
        : row
          ? { bytes: row.sizeBytes, records: row.total ?? 0, free: row.reclaimableBytes ?? row.sizeBytes }
          : pastedTotal(facts);
    if (cache === null) return { unknown: 'The build cache could not be listed.', missing: ['buildCache'] };
    const isBuildctl = 'tool' in cache && cache.tool === 'buildctl';
    const vm = desktopVm(facts);
    const filesystem = dataRootFilesystem(facts);
    const share = filesystem ? percent(cache.bytes, filesystem.totalBytes) : null;
    const graded = (value: number, info: number, recoverBy: number) =>
      gradedSeverity({ context, checkId: id, subject: engineSubject, value, grades: { info, recoverBy } });
    const severity = worse(graded(cache.bytes, 10 * gib, gib), share === null ? null : graded(share, 20, 2));
    if (severity === null) return [];
    return [
      {
        severity,
        subject: engineSubject,
        title: `The build cache takes ${formatBytes(cache.bytes)}${share === null ? '' : ` (${formatPercent(share)} of the disk)`}`,
        detail: paragraphs(
          'Without it nothing breaks, but the next builds take longer.',
          largestShown(facts, { without: 'build-cache' }),
          steps(
            advice(facts, {
              live: 'Remove the build cache: the plan lists its records, and you choose which ones go.',
              pasted: isBuildctl
                ? 'Free it: `buildctl prune` (`--all` for everything that is not in use).'
                : 'Free it: `docker builder prune` (`-a` for everything that is not in use).',
            }),
            isBuildctl
              ? 'To keep it small, set `gckeepstorage` in `[worker.oci]` of buildkitd.toml.'
              : `To keep it small, set a limit in ${vm?.configuration ?? 'daemon.json'}: \`"builder": {"gc": {"enabled": true, "defaultKeepStorage": "10GB"}}\`.`,
          ),
        ),
        evidence: evidence(
          isBuildctl ? 'buildctl du' : 'docker system df',
          ['Records', 'Size', 'Reclaimable'],
          [
            [
              cache.records === null ? 'unknown' : String(cache.records),
              formatBytes(cache.bytes),
              formatBytes(cache.free),
            ],
          ],
        ),
        reclaimable: { bytes: cache.free, exact: false },
        remedies: [{ actionId: 'prune-build-cache', params: {} }],
      },
    ];
  },
});

/** `docker buildx du`, `buildctl du`: totals only. buildkit-builder-cache reports builders with a name. */
function pastedTotal(facts: HostFacts) {
  const total = pastedFacts(facts)?.buildCaches.findLast(({ builder }) => builder === null);
  if (total === undefined) return null;
  return { bytes: total.bytes, records: null, free: total.reclaimableBytes ?? total.bytes, tool: total.tool };
}
