import { defineCheck } from '../define-check.ts';
import { statusEvidence } from '../devicemapper.ts';
import { evidence } from '../evidence.ts';
import { nasVendor } from '../nas-vendor.ts';
import { driverStatus, graphDriver } from '../storage-driver.ts';
import { suspendedZfsPools } from '../suspended-pools.ts';
import { paragraphs, steps } from '../text.ts';

const states = /^(?:online|degraded|faulted|offline|unavail|removed|suspended)$/i;

export default defineCheck({
  id: 'zfs-pool-unhealthy',
  title: 'ZFS pool not healthy',
  why: 'A degraded pool has lost redundancy. A faulted pool has lost data or cannot be used.',
  needs: [],
  run(_, { facts }) {
    const { engine, zfs } = facts.sections;
    const driver = graphDriver(facts);
    const vendorWords = nasVendor(facts)?.advice?.poolUnreadable;
    const usesZfs = driver === 'zfs';
    const rows: { name: string; health: string; errors: string | null }[] = [];
    let garbled = false;
    if (zfs.state === 'known') rows.push(...zfs.value.pools);
    else if (usesZfs && engine.state === 'known') {
      const pool = driverStatus(engine.value, 'Zpool');
      const health = driverStatus(engine.value, 'Zpool Health');
      // QNAP's zpool lacks a property that Docker reads: the error text is where the name should be.
      garbled = /error while getting pool information/i.test(pool ?? '') || /not available/i.test(health ?? '');
      if (!garbled && pool !== null && health !== null) rows.push({ name: pool, health, errors: null });
    }
    if (rows.length === 0 && !garbled) {
      if (zfs.state === 'known') return { notApplicable: 'There is no ZFS pool.' };
      if (driver !== null && !usesZfs) return { notApplicable: `The storage driver here is ${driver}.` };
      return { unknown: `The pool’s state could not be read: ${zfs.detail}`, missing: ['zfs'] };
    }
    if (garbled && engine.state === 'known') {
      return [
        {
          severity: 'warning',
          subject: { kind: 'pool', id: 'zfs', label: 'ZFS pool' },
          title: 'Docker cannot read the state of its ZFS pool',
          detail: paragraphs(
            vendorWords?.why ??
              'A problem of the pool would not show here: the engine got an error instead of the state.',
            steps(vendorWords?.check ?? 'Check the pool: `zpool status -x`.'),
          ),
          evidence: statusEvidence(engine.value, /zpool|parent/i),
          remedies: [],
        },
      ];
    }
    const suspended = new Set(suspendedZfsPools(facts).map(({ name }) => name));
    return rows.flatMap((pool) => {
      // An unknown word is a damaged line, not a state.
      if (!states.test(pool.health)) return [];
      const hasErrors = pool.errors !== null && !/no known data errors/i.test(pool.errors);
      if (/^online$/i.test(pool.health) && !hasErrors) return [];
      const isBad = /^(?:faulted|unavail|suspended|removed)$/i.test(pool.health) || hasErrors;
      return [
        {
          severity: isBad || /^degraded$/i.test(pool.health) ? ('critical' as const) : ('warning' as const),
          subject: { kind: 'pool' as const, id: pool.name, label: pool.name },
          title:
            suspended.has(pool.name) && !/^suspended$/i.test(pool.health)
              ? `The ZFS pool ${pool.name} shows ${pool.health}, but is suspended`
              : `The ZFS pool ${pool.name} is ${pool.health}${hasErrors && !suspended.has(pool.name) ? ' and has data errors' : ''}`,
          detail: suspended.has(pool.name) ? untilResumed : adviceFor(pool.name, pool.health),
          evidence: evidence(
            'zpool status',
            ['Pool', 'Health', 'Errors'],
            [[pool.name, pool.health, pool.errors ?? 'unknown']],
          ),
          remedies: [],
        },
      ];
    });
  },
});

/** The usual advice would hang: nothing can be read from the pool before it is resumed. */
const untilResumed = paragraphs(
  'Nothing on it can be read or backed up now: the pool is suspended.',
  steps(
    'Resume it first: see the finding “suspended”.',
    'Back up what you cannot lose.',
    'Run `zpool status -v`: it names the disks to replace (`zpool replace`) and the files to restore.',
  ),
);

function adviceFor(name: string, health: string): string {
  if (/^(?:unavail|faulted)$/i.test(health)) {
    return paragraphs(
      'The pool cannot be used: too many of its disks are missing.',
      steps(
        'Reconnect the disks: cable, power, enclosure, controller. `dmesg | tail -50` shows whether the kernel sees them.',
        `Then \`zpool clear ${name}\` (or \`zpool import ${name}\`), and back up what you cannot lose.`,
        'If the disks are dead, restore from a backup. Do not run `zpool create` or `zpool labelclear` on them.',
      ),
    );
  }
  return paragraphs(
    /^degraded$/i.test(health)
      ? 'It still works, but with less or no redundancy: the next failure can lose data.'
      : 'Data may be damaged, or a disk is missing.',
    steps(
      'Back up what you cannot lose.',
      'Run `zpool status -v`: it names the disk or the damaged files.',
      'Replace a failed disk (`zpool replace`) and restore damaged files from a backup. A disk that was only unplugged needs `zpool online`.',
    ),
  );
}
