import type { CheckContext, FindingDraft, Severity } from '../../domain/finding.ts';
import { formatPercent } from '../../domain/format.ts';
import { defineCheck } from '../define-check.ts';
import { devicemapperPool, poolFills, statusEvidence } from '../devicemapper.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity } from '../graded-severity.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { unlessDriver } from '../storage-driver.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';
import { deviceMapperName, isEnginePool } from '../thin-pools.ts';

const id = 'devicemapper-metadata-nearly-full';

const advice = paragraphs(
  steps(
    'Back up your volumes now.',
    'If it is an LVM pool, extend the metadata: `lvextend --poolmetadatasize +1G VG/POOL` (`vgs` shows whether the group has room).',
    'Then remove images and containers that are not needed. Not while the metadata area is full: removing writes to it too.',
  ),
  'A pool on loop files (loop-lvm) cannot be extended; move to overlay2 there.',
);

export default defineCheck({
  id,
  title: 'Thin pool metadata nearly full',
  why: 'A thin pool keeps its map in a small metadata area. When that area is full, the pool goes read-only or is damaged, however much data space is left. It fills with the number of layers and scattered writes, not with bytes.',
  needs: [],
  absent: unlessDriver('devicemapper'),
  run(_, context) {
    const { engine, thinPools } = context.facts.sections;
    const fills: { name: string; percent: number; fromEngine: boolean }[] = [];
    // A pool that Docker does not name may not be Docker's: thin-pool-nearly-full checks those.
    if (thinPools.state === 'known') {
      for (const pool of thinPools.value) {
        if (pool.metadataPercent !== null && isEnginePool(context.facts, pool)) {
          fills.push({ name: `${pool.volumeGroup}/${pool.name}`, percent: pool.metadataPercent, fromEngine: false });
        }
      }
    }
    if (engine.state === 'known' && engine.value.storageDriver === 'devicemapper') {
      const pool = devicemapperPool(engine.value);
      if (pool.metadataUsedBytes !== null && pool.metadataTotalBytes !== null && pool.metadataTotalBytes > 0) {
        const percent = (pool.metadataUsedBytes / pool.metadataTotalBytes) * 100;
        const isListed = fills.some(({ name }) => deviceMapperName(name) === pool.name);
        if (!isListed) fills.push({ name: pool.name ?? 'thin pool', percent, fromEngine: true });
      }
    }
    const errors = matchingLines(
      context.facts,
      /thin pool has \d+ free metadata blocks which is less than minimum required/i,
    );
    if (fills.length === 0 && errors.length > 0) return [belowMinimum(errors, context)];
    if (fills.length === 0) {
      return thinPools.state === 'known' && engine.state === 'unknown'
        ? { notApplicable: 'Nothing shows that Docker uses a thin pool.' }
        : { unknown: 'The fill of the pool’s metadata is unknown.', missing: ['engine', 'thinPools'] };
    }
    return fills.flatMap(({ name, percent, fromEngine }) => {
      const subject = { kind: 'pool' as const, id: name, label: name };
      const severity: Severity | null = gradedSeverity({
        context,
        checkId: id,
        subject,
        value: percent,
        grades: { warning: 60, critical: 80, recoverBy: 3 },
      });
      if (severity === null) return [];
      return [
        {
          severity,
          subject,
          title: `Metadata of thin pool ${name.slice(0, 28)} is ${formatPercent(percent)} full`,
          detail: paragraphs(
            'When it is full the pool stops writing and can be damaged beyond repair, even with data space left.',
            advice,
          ),
          evidence:
            fromEngine && engine.state === 'known'
              ? statusEvidence(engine.value, /metadata/i)
              : evidence('lvs -o lv_name,metadata_percent', ['Pool', 'Meta%'], [[name, percent.toFixed(2)]]),
          ...(fromEngine && engine.state === 'known' ? { fills: poolFills(devicemapperPool(engine.value)) } : {}),
          remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
        },
      ];
    });
  },
});

/** By Docker's error when it refuses to create a layer; the figures of the pool were not read. */
function belowMinimum(errors: readonly string[], context: CheckContext): FindingDraft {
  return {
    severity: 'critical',
    subject: { ...dataRootSubject(context.facts), kind: 'pool', label: 'thin pool' },
    title: 'Free metadata of the thin pool is below its minimum',
    detail: paragraphs('Docker already refuses to create new layers.', advice),
    evidence: logEvidence(errors),
    remedies: [{ actionId: 'switch-storage-driver', params: { driver: 'overlay2' } }],
  };
}
