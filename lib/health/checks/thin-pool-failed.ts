import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { paragraphs } from '../text.ts';

/** The ninth character of lv_attr: health. */
const states: Record<string, string> = {
  D: 'is out of data space',
  F: 'has failed',
  M: 'has read-only metadata',
};

export default defineCheck({
  id: 'thin-pool-failed',
  title: 'LVM thin pool failed or out of space',
  why: 'A thin pool that is out of data space, has failed or has read-only metadata stops every write of what lies on it. Continuing to use it can make the damage worse.',
  needs: [],
  run(_, { facts }) {
    const { thinPools } = facts.sections;
    const lines = matchingLines(
      facts,
      /device-mapper: thin: .*(?:out-of-data-space mode|read-only mode|no free metadata|metadata operation .* failed|switching pool to fail)/i,
    );
    if (thinPools.state === 'unknown' && lines.length === 0) {
      return { unknown: `The volume manager was not asked: ${thinPools.detail}`, missing: ['thinPools'] };
    }
    const pools = thinPools.state === 'known' ? thinPools.value : [];
    if (pools.length === 0 && lines.length === 0) return { notApplicable: 'There is no LVM thin pool.' };
    const failed = pools.filter((pool) => Object.hasOwn(states, pool.attributes.charAt(8)));
    const advice =
      'What to do: stop Docker so that nothing more is written, then back up what can be read. Out of data: `lvextend` the pool. Failed or read-only metadata: `lvconvert --repair <vg>/<pool>` with the pool inactive, after a backup.';
    if (failed.length === 0 && lines.length > 0) {
      return [
        {
          severity: 'critical',
          subject: { kind: 'pool', id: 'log', label: 'thin pool' },
          title: 'The kernel reports a failed or full thin pool',
          detail: paragraphs('The kernel’s log says that the pool no longer takes writes.', advice),
          evidence: logEvidence(lines),
          remedies: [],
        },
      ];
    }
    return failed.map((pool) => ({
      severity: 'critical' as const,
      subject: {
        kind: 'pool' as const,
        id: `${pool.volumeGroup}/${pool.name}`,
        label: `${pool.volumeGroup}/${pool.name}`,
      },
      title: `The thin pool ${pool.volumeGroup}/${pool.name} ${states[pool.attributes.charAt(8)]}`,
      detail: paragraphs('Writes to everything on this pool stop or fail.', advice),
      evidence: evidence(
        'lvs -a',
        ['LV', 'VG', 'Attr', 'Data%', 'Meta%'],
        [
          [
            pool.name,
            pool.volumeGroup,
            pool.attributes,
            String(pool.dataPercent ?? '-'),
            String(pool.metadataPercent ?? '-'),
          ],
        ],
      ),
      remedies: [],
    }));
  },
});
