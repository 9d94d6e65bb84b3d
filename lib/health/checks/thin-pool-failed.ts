import { formatPercent } from '../../domain/format.ts';
import type { ThinPool } from '../../domain/health-facts.ts';
import { defineCheck } from '../define-check.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { paragraphs, steps } from '../text.ts';
import {
  lvmName,
  type PoolState,
  poolEvidence,
  poolName,
  poolState,
  poolSubject,
  poolsOrReason,
  shortPoolName,
  trimGuests,
} from '../thin-pools.ts';

/** drivers/md/dm-thin.c; `switching pool to write mode` means that it works again. */
const outOfData = /device-mapper: thin: .*(?:out-of-data-space|no free data space)/i;
const kernelPattern =
  /device-mapper: (?:thin: .*(?:out-of-data-space|no free data space|switching pool to (?:read-only|out-of-metadata-space|fail)|no free metadata|metadata operation .* failed|needs_check|in READ_ONLY or FAIL mode|aborting current metadata transaction)|(?:block manager|btree|space map \w+|thin metadata|transaction manager|array): .*(?:check failed|checksum|couldn't|validator|corrupt|unable to))/i;
/** lvm2, lib/metadata/thin_manip.c and lib/activate/dev_manager.c */
const toolPattern =
  /[Tt]hin pool .{1,200}transaction_id .{0,60}while expected|Check (?:of|for) (?:thin )?pool .{1,200} failed|[Mm]anual repair required/;

export default defineCheck({
  id: 'thin-pool-failed',
  title: 'LVM thin pool failed, not active, or out of space',
  why: 'Everything on a thin pool (Proxmox guests, Docker’s devicemapper) stops when the pool is out of data space, when its metadata is damaged or read-only, or when it cannot be activated. A repair without a backup can make damaged metadata worse. For a pool that is only full, trimming is usually enough.',
  needs: [],
  run(_, { facts }) {
    const { thinPools, kernelLog } = facts.sections;
    const fromTool = matchingLines(facts, toolPattern);
    // A scan reads LVM itself: log lines about a pool that works again are history.
    const fromKernel =
      kernelLog.state === 'known' && thinPools.state === 'known' ? [] : matchingLines(facts, kernelPattern);
    const lines = [...fromTool, ...fromKernel];
    const pools = poolsOrReason(facts, { pools: [], namesPool: lines.length > 0 });
    if (!Array.isArray(pools)) return pools;
    const failed = pools.flatMap((pool) => {
      const state = poolState(pool);
      return state === null ? [] : [{ pool, state }];
    });
    if (failed.length === 0 && lines.length > 0) {
      const isFull = fromTool.length === 0 && lines.some((line) => outOfData.test(line));
      const named = /[Tt]hin pool ([\w.+-]{1,200}) .{0,40}transaction_id|pool ([\w.+/-]{1,200}) failed/.exec(
        fromTool.join('\n'),
      );
      const name = named?.[1]
        ? lvmName(named[1])
        : (named?.[2] ?? (pools.length === 1 && pools[0] ? poolName(pools[0]) : 'VG/POOL'));
      const mismatch = /transaction_id (?:is )?(\d{1,12}).{0,20}while expected (\d{1,12})/.exec(fromTool.join('\n'));
      return [
        {
          severity: 'critical',
          subject: { kind: 'pool', id: 'log', label: name === 'VG/POOL' ? 'thin pool' : name },
          title: mismatch
            ? `Thin pool metadata differs from LVM’s: transaction ${mismatch[1]}, not ${mismatch[2]}`
            : isFull
              ? 'The kernel reports a thin pool that is out of data space'
              : named?.[2]
                ? `The metadata of thin pool ${name.slice(0, 28)} failed its check`
                : 'A thin pool’s metadata is damaged or read-only',
          detail: paragraphs(
            'Guests and containers on this pool cannot write.',
            isFull ? makeRoom(name) : repair(name),
          ),
          evidence: logEvidence(lines),
          remedies: [],
        },
      ];
    }
    return failed.map(({ pool, state }) => ({
      severity: 'critical' as const,
      subject: poolSubject(pool),
      title: titleOf(pool, state),
      detail: paragraphs(
        state === 'inactive'
          ? 'None of its volumes can be used until it is active. Usually its metadata failed the check during activation.'
          : 'Guests and containers on this pool cannot write.',
        state === 'out-of-data'
          ? makeRoom(poolName(pool))
          : state === 'inactive'
            ? activate(poolName(pool))
            : repair(poolName(pool)),
      ),
      evidence: lines.length > 0 && state !== 'out-of-data' ? logEvidence(lines) : poolEvidence(pool),
      remedies: [],
    }));
  },
});

function titleOf(pool: ThinPool, state: NonNullable<PoolState>): string {
  const name = shortPoolName(pool);
  return {
    'out-of-data': `The thin pool ${name} is out of data space${pool.dataPercent === null ? '' : ` (${formatPercent(pool.dataPercent)})`}`,
    failed: `The thin pool ${name} has failed`,
    'metadata-read-only': `The thin pool ${name} has read-only metadata`,
    'needs-check': `The metadata of the thin pool ${name} needs a check`,
    inactive: `The thin pool ${name} is not active`,
  }[state];
}

function makeRoom(name: string): string {
  return steps(
    trimGuests,
    'Delete snapshots and volumes that are no longer needed (`lvs` lists them). Their data cannot be restored.',
    `If \`vgs\` shows free space (VFree): \`lvextend -L +10G ${name}\`. Otherwise add a disk to the volume group first.`,
  );
}

function repair(name: string): string {
  return steps(
    'Back up what can still be read. No reboot, no `--force`.',
    `Find out what is wrong: \`lvs -a -o +lv_health_status\`, \`dmesg | grep -i thin\`. If Meta% is near 100 and \`vgs\` shows free space, extend it while everything runs: \`lvextend --poolmetadatasize +1G ${name}\`. That may be enough.`,
    `If not, and with a backup: stop what writes to it (guests, Docker), deactivate the pool, then \`lvconvert --repair ${name}\`. It keeps a copy of the old metadata.`,
  );
}

function activate(name: string): string {
  return steps(
    `Try to activate it: \`lvchange -ay ${name}\`. An error names the cause; no data is changed.`,
    'If its metadata failed the check, copy the metadata first (`thin_dump`, or an image of the disks).',
    `Then run \`lvconvert --repair ${name}\`. It needs free space in the volume group and keeps a copy of the old metadata.`,
  );
}
