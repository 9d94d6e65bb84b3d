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
  why: 'A degraded pool has lost redundancy; a faulted one has lost data or is about to.',
  needs: [],
  run(_, { facts }) {
    const { engine, zfs } = facts.sections;
    const driver = graphDriver(facts);
    const usesZfs = driver === 'zfs';
    const rows: { name: string; health: string; errors: string | null }[] = [];
    let garbled = false;
    if (zfs.state === 'known') rows.push(...zfs.value.pools);
    else if (usesZfs && engine.state === 'known') {
      const pool = driverStatus(engine.value, 'Zpool');
      const health = driverStatus(engine.value, 'Zpool Health');
      // QNAP's zpool lacks a property Docker asks for: the text of the error stands where the name should be.
      garbled = /error while getting pool information/i.test(pool ?? '') || /not available/i.test(health ?? '');
      if (!garbled && pool !== null && health !== null) rows.push({ name: pool, health, errors: null });
    }
    if (rows.length === 0 && !garbled) {
      if (zfs.state === 'known') return { notApplicable: 'There is no ZFS pool.' };
      if (driver !== null && !usesZfs) return { notApplicable: `The storage driver here is ${driver}.` };
      return { unknown: `The pool’s state was not read: ${zfs.detail}`, missing: ['zfs'] };
    }
    if (garbled && engine.state === 'known') {
      return [
        {
          severity: 'warning',
          subject: { kind: 'pool', id: 'zfs', label: 'ZFS pool' },
          title: 'Docker cannot read the state of its ZFS pool',
          detail: paragraphs(
            nasVendor(facts) === 'qnap'
              ? 'QNAP’s zpool lacks a property that Docker asks for, so the engine cannot tell. That alone is no fault of the pool.'
              : 'The engine got an error instead of the pool’s state.',
            'What to do: look yourself: `zpool status -x` (on QNAP in Storage & Snapshots).',
          ),
          evidence: statusEvidence(engine.value, /zpool|parent/i),
          remedies: [],
        },
      ];
    }
    const suspended = new Set(suspendedZfsPools(facts).map(({ name }) => name));
    return rows.flatMap((pool) => {
      // A word that ZFS does not use is a damaged line, not a state.
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
              ? `The ZFS pool ${pool.name} says ${pool.health}, and is suspended`
              : `The ZFS pool ${pool.name} is ${pool.health}${hasErrors && !suspended.has(pool.name) ? ' and has data errors' : ''}`,
          detail: suspended.has(pool.name) ? untilResumed : adviceFor(pool.name, pool.health),
          evidence: evidence(
            'zpool status',
            ['Pool', 'Health', 'Errors'],
            [[pool.name, pool.health, pool.errors ?? 'not told']],
          ),
          remedies: [],
        },
      ];
    });
  },
});

/** A person who follows the usual advice waits for ever: the pool answers nobody before it is resumed. */
const untilResumed = paragraphs(
  'The pool is suspended, so nothing on it can be read or backed up now.',
  steps(
    'Resume it first: see the finding “suspended”.',
    'Then back up what you cannot lose.',
    'Then `zpool status -v` names the disks to replace (`zpool replace`) and the files to restore.',
  ),
);

function adviceFor(name: string, health: string): string {
  if (/^(?:unavail|faulted)$/i.test(health)) {
    return paragraphs(
      'Too much of it is gone: it cannot be used until disks come back.',
      steps(
        'Bring the disks back: cable, power, enclosure, controller. `dmesg | tail -50` shows whether the kernel sees them.',
        `Then \`zpool clear ${name}\` (or \`zpool import ${name}\`), and back up what you cannot lose.`,
        'If disks are lost for good, restore from a backup. Do not run `zpool create` or `zpool labelclear` on them.',
      ),
    );
  }
  return paragraphs(
    /^degraded$/i.test(health) ? 'It still works, but with less or no redundancy.' : null,
    steps(
      'Back up what you cannot lose.',
      '`zpool status -v` names the disk or the files concerned.',
      'Replace a failed disk (`zpool replace`); restore damaged files from a backup. A disk that was only unplugged comes back with `zpool online`.',
    ),
  );
}
