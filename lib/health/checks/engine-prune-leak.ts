import { faultsOf, faultWords } from '../../domain/engine-faults.ts';
import type { Severity } from '../../domain/finding.ts';
import { isOlder, isWithin } from '../../domain/version-order.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { advice } from '../pasted.ts';
import { graphDriver } from '../storage-driver.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'engine-prune-leak',
  title: 'An engine that leaks layers when it builds',
  why: 'On engines with a graph driver, building the same content twice can leave a duplicate layer directory that no prune removes. It happens on every engine tried (20.10, 26.1, 27.2.1, 28.5 and 29.7), so an upgrade does not stop it. An upgrade does stop two other leaks: `docker export` (24.0 to 27.x) and containers that could not be created (before 29.1.4). A separate BuildKit container (`docker buildx create --driver docker-container`) keeps builds out of the engine’s layers. The containerd image store does not have this leak, but switching to it hides the present images and containers.',
  needs: ['engine'],
  run({ engine }, { facts, storage, past }) {
    if (graphDriver(facts) === 'containerd') {
      return {
        notApplicable: 'The containerd image store does not have this leak: it removes unreferenced snapshots itself.',
      };
    }
    if (engine.version === '' || isOlder(engine.version, '18.6') === null) {
      return { unknown: 'The engine’s version is unknown.', missing: ['engine'] };
    }
    if (isOlder(engine.version, '18.6')) return { notApplicable: 'This engine is older than BuildKit.' };
    const builds = seenBuilds(facts);
    const leaks = storage.leaks.state === 'known' ? storage.leaks.value : [];
    const leakedBefore = past.previous['leaked-layers']?.status === 'fail';
    const found = faultsOf(engine.version, 'graphdriver').filter(({ leaves }) =>
      leaks.some(
        ({ kind, name }) => leaves?.kinds.includes(kind) === true && (!leaves.initOnly || name.endsWith('-init')),
      ),
    );
    if (builds === null && leaks.length === 0 && !leakedBefore) {
      return { unknown: 'Could not determine whether this engine builds images.', missing: ['buildCache'] };
    }
    if (builds === false && leaks.length === 0 && !leakedBefore) return [];
    const severity: Severity = found.length > 0 ? 'warning' : 'info';
    return [
      {
        severity,
        subject: engineSubject,
        title:
          found.length > 0
            ? `Docker ${engine.version.replace(/[.\s]+$/, '').slice(0, 20)} leaked layers; an upgrade stops this leak`
            : `Docker ${engine.version.replace(/[.\s]+$/, '').slice(0, 20)} can leak layers when it builds images`,
        detail: paragraphs(
          'The disk can fill with copies of layers that `docker builder prune` and `docker system prune -a` do not remove. They appear when BuildKit builds content that already exists. No release of the engine is known to stop this.',
          found.length > 0
            ? `Found here, and stopped by an upgrade: ${found.map(faultWords).join(' ')} The upgrade does not remove what has already leaked.`
            : null,
          isWithin(engine.version, '24.0', '28.0')
            ? 'On this version each `docker export` leaks a writable layer; 28.0 and newer do not.'
            : null,
          steps(
            advice(facts, {
              live: 'Scan this host regularly, and remove leaked layers when the scan proves some.',
              pasted:
                'Compare `sudo du -sh` of the data root with `docker system df` from time to time. A scan of the host by Bilge finds leaked layers.',
            }),
            'If you build often, build in a separate BuildKit container: `docker buildx create --driver docker-container`.',
          ),
        ),
        evidence: evidence(
          'docker version',
          ['Engine', 'Builds seen', 'Leaks seen'],
          [
            [
              engine.version,
              builds === null ? 'unknown' : builds ? 'yes' : 'no',
              leaks.length > 0
                ? String(leaks.length)
                : leakedBefore
                  ? 'earlier'
                  : storage.leaks.state === 'known'
                    ? 'none'
                    : 'unknown',
            ],
          ],
        ),
        remedies: leaks.some((leak) => leak.state === 'orphan')
          ? [{ actionId: 'remove-leaked-layers', params: { mode: 'quarantine', names: 'all' } }]
          : [],
      },
    ];
  },
});

function seenBuilds(facts: Parameters<typeof graphDriver>[0]): boolean | null {
  const { buildCache, dockerDiskUsage, buildkitSnapshots } = facts.sections;
  if (buildCache.state === 'known')
    return (
      buildCache.value.length > 0 || (buildkitSnapshots.state === 'known' && buildkitSnapshots.value.buckets.length > 0)
    );
  if (buildkitSnapshots.state === 'known') return buildkitSnapshots.value.buckets.length > 0;
  if (dockerDiskUsage.state === 'unknown') return null;
  const rows = dockerDiskUsage.value.rows.filter((row) => row.type === 'build-cache');
  // No build cache now does not prove that nothing was ever built.
  return rows.some((row) => (row.total ?? 0) > 0 || row.sizeBytes > 0) ? true : null;
}
