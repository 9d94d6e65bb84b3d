import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence } from '../log-lines.ts';
import { graphDriver } from '../storage-driver.ts';
import { suspendedZfsPools } from '../suspended-pools.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'zfs-pool-suspended',
  title: 'ZFS pool suspended',
  why: 'ZFS stops all access to a pool when too many of its disks do not respond, or when another host seems to use it. Programs that access it hang and cannot be killed; zpool may still show ONLINE or DEGRADED. Nothing can be copied before the pool is resumed, so “back up first” does not help here: reconnect the disks and resume it.',
  needs: [],
  run(_, { facts }) {
    const { zfs } = facts.sections;
    const suspended = suspendedZfsPools(facts);
    if (suspended.length === 0) {
      if (zfs.state === 'known') return zfs.value.pools.length === 0 ? { notApplicable: 'There is no ZFS pool.' } : [];
      const driver = graphDriver(facts);
      if (driver !== null && driver !== 'zfs') return { notApplicable: `The storage driver here is ${driver}.` };
      return { unknown: `The pool’s state could not be read: ${zfs.detail}`, missing: ['zfs'] };
    }
    return suspended.map(({ name, why, health, lines }) => {
      const title = name === null ? 'A ZFS pool is suspended' : `The ZFS pool ${name} is suspended`;
      const pool = name ?? 'POOL';
      return {
        severity: 'critical' as const,
        subject: { kind: 'pool' as const, id: name ?? 'log', label: name ?? 'ZFS pool' },
        title: `${title}: every access hangs`,
        detail:
          why === 'multihost'
            ? paragraphs(
                'If another host uses the pool, resuming it here destroys it. Its multihost protection could not write in time: the disks were too slow or gone, or another host imported the pool.',
                steps(
                  'Make sure that no other host has imported the pool (`zpool status` there; shut that host down if in doubt).',
                  'Check disks, cables and controller: `dmesg | grep -iE "error|reset|offline"`.',
                  `Reboot this host and import the pool again: \`zpool import ${pool}\`. Then back up what you cannot lose.`,
                ),
              )
            : paragraphs(
                'Nothing on the pool can be read or written: too many of its disks did not respond. Their data is usually undamaged.',
                steps(
                  'Reconnect the disks: cable, power, USB enclosure, controller. `dmesg | tail -50` shows whether the kernel sees them again.',
                  `Resume the pool: \`zpool clear ${pool}\`. If that hangs or fails, reboot and \`zpool import ${pool}\`.`,
                  'Then back up what you cannot lose, run `zpool scrub`, and replace what failed.',
                ),
              ),
        evidence:
          lines.length > 0
            ? logEvidence(lines)
            : evidence(
                'zpool status',
                ['Pool', 'State', 'I/O'],
                [[name ?? 'unknown', health || 'unknown', 'suspended']],
              ),
        remedies: [],
      };
    });
  },
});
