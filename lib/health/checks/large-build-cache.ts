import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity, worse } from '../graded-severity.ts';
import { dataRootFilesystem, engineSubject } from '../subjects.ts';
import { formatPercent, paragraphs, percent } from '../text.ts';

const id = 'large-build-cache';
const gib = 2 ** 30;

export default defineCheck({
  id,
  title: 'A large build cache',
  why: 'Build cache only saves time with later builds. It grows with each build and is given back on request, or by a limit in the daemon’s configuration.',
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
          : null;
    if (cache === null) return { unknown: 'The build cache was not listed.', missing: ['buildCache'] };
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
          'Nothing breaks without it; the next builds take longer.',
          'What to do: “prune build cache” shows the records and deletes those you choose. To keep it small for good, set a limit: `"builder": {"gc": {"enabled": true, "defaultKeepStorage": "10GB"}}` in daemon.json.',
          'On engines with a graph driver, pruning the cache can leave duplicate layer directories behind; Bilge’s check for leaked layers sees them.',
        ),
        evidence: evidence(
          'docker system df',
          ['Records', 'Size', 'Reclaimable'],
          [[String(cache.records), formatBytes(cache.bytes), formatBytes(cache.free)]],
        ),
        reclaimable: { bytes: cache.free, exact: false },
        remedies: [{ actionId: 'prune-build-cache', params: {} }],
      },
    ];
  },
});
