import type { CheckContext, FindingDraft } from '../../domain/finding.ts';
import { formatPercent } from '../../domain/format.ts';
import type { ThinPool } from '../../domain/health-facts.ts';
import { defineCheck } from '../define-check.ts';
import { gradedSeverity, worse } from '../graded-severity.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { paragraphs, steps } from '../text.ts';
import {
  isEnginePool,
  lvmName,
  poolEvidence,
  poolName,
  poolState,
  poolSubject,
  poolsOrReason,
  shortPoolName,
  trimGuests,
} from '../thin-pools.ts';

const id = 'thin-pool-nearly-full';

/** dmeventd: `Thin pool pve-data-tpool data is now 95.12% full.`, before lvm2 2.02.169 `Thin pve-data-tpool is now 95% full.` */
const dmeventd =
  /Thin (?:pool |(metadata) )?([\w.+-]{1,200}?)(?:-tpool)? (?:(data|metadata) )?is now (\d{1,3}(?:\.\d{1,2})?)% full/i;
/** lvcreate, when a limit of lvm.conf is passed */
const refused = /[Ff]ree space in (?:thin )?pool (\S{1,200}) (?:is above threshold|reached threshold)/;

export default defineCheck({
  id,
  title: 'LVM thin pool nearly full',
  why: 'Thin volumes promise more than the pool has. When its data space is used up, guests and containers on it cannot write, whatever free space they show. When its small metadata area is full, the pool goes read-only or is damaged. Space that guests delete returns to the pool only by trimming.',
  needs: [],
  run(_, context) {
    const { thinPools } = context.facts.sections;
    const logged = thinPools.state === 'known' ? [] : loggedPools(context);
    const pools = poolsOrReason(context.facts, { pools: logged, namesPool: logged.length > 0 });
    if (!Array.isArray(pools)) return pools;
    const measured = pools.filter((pool) => pool.dataPercent !== null || pool.metadataPercent !== null);
    if (measured.length === 0 && pools.every((pool) => poolState(pool) === null)) {
      return { unknown: 'The fill of the thin pools is unknown.', missing: ['thinPools'] };
    }
    return measured.filter((pool) => !isEnginePool(context.facts, pool)).flatMap((pool) => judged(pool, context));
  },
});

function judged(pool: ThinPool, context: CheckContext): FindingDraft[] {
  const state = poolState(pool);
  // A failed pool is thin-pool-failed.
  const data = state === 'out-of-data' ? null : pool.dataPercent;
  const metadata = state === 'metadata-read-only' || state === 'failed' ? null : pool.metadataPercent;
  const subject = poolSubject(pool);
  const grade = (value: number | null, grades: { warning: number; critical: number }) =>
    value === null
      ? null
      : gradedSeverity({ context, checkId: id, subject, value, grades: { ...grades, recoverBy: 3 } });
  const byData = grade(data, { warning: 80, critical: 90 });
  const byMetadata = grade(metadata, { warning: 70, critical: 85 });
  const severity = worse(byData, byMetadata);
  if (severity === null) return [];
  const isMetadata = byMetadata === severity && byData !== severity;
  const name = poolName(pool);
  const lines = matchingLines(context.facts, dmeventd);
  return [
    {
      severity,
      subject,
      title: isMetadata
        ? `Metadata of thin pool ${shortPoolName(pool)} is ${formatPercent(metadata ?? 0)} full`
        : `The thin pool ${shortPoolName(pool)} is ${formatPercent(data ?? 0)} full`,
      detail: paragraphs(
        isMetadata
          ? 'When the metadata area is full, the pool goes read-only and can be damaged, however much data space is left.'
          : 'When it is full, guests and containers on it cannot write, whatever free space they show.',
        byData !== null && byMetadata !== null
          ? `Data is ${formatPercent(data ?? 0)} full, metadata ${formatPercent(metadata ?? 0)}.`
          : null,
        isMetadata
          ? steps(
              'Create no snapshots or guests until this is fixed, and back up what you cannot lose.',
              `If \`vgs\` shows free space (VFree): \`lvextend --poolmetadatasize +1G ${name}\`. It works while the pool is in use.`,
              'Without free space: add a disk to the volume group first. Delete old snapshots only while the metadata has space left: deleting writes to it too.',
            )
          : steps(
              trimGuests,
              'Delete snapshots and volumes that are no longer needed (`lvs` lists them). Their data cannot be restored.',
              `If \`vgs\` shows free space (VFree): \`lvextend -L +10G ${name}\`. Otherwise add a disk to the volume group.`,
            ),
      ),
      evidence: pool.attributes === '' && lines.length > 0 ? logEvidence(lines) : poolEvidence(pool),
      remedies: [],
    },
  ];
}

/** From messages of dmeventd and lvcreate, where the output of lvs is missing. */
function loggedPools({ facts }: CheckContext): ThinPool[] {
  const pools = new Map<string, ThinPool>();
  for (const line of matchingLines(facts, dmeventd)) {
    const match = dmeventd.exec(line);
    const name = lvmName(match?.[2] ?? '');
    const known = pools.get(name) ?? {
      volumeGroup: '',
      name,
      attributes: '',
      sizeBytes: null,
      dataPercent: null,
      metadataPercent: null,
    };
    if (/metadata/i.test(match?.[1] ?? match?.[3] ?? '')) known.metadataPercent = Number(match?.[4]);
    else known.dataPercent = Number(match?.[4]);
    pools.set(name, known);
  }
  for (const line of matchingLines(facts, refused)) {
    const name = refused.exec(line)?.[1] ?? '';
    // The limit is 100% unless it was lowered.
    if (!pools.has(name))
      pools.set(name, {
        volumeGroup: '',
        name,
        attributes: '',
        sizeBytes: null,
        dataPercent: 100,
        metadataPercent: null,
      });
  }
  return [...pools.values()];
}
