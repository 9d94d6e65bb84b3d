import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence } from '../log-lines.ts';
import { graphDriver } from '../storage-driver.ts';
import { suspendedZfsPools } from '../suspended-pools.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'zfs-pool-suspended',
  title: 'ZFS pool suspended',
  why: 'ZFS stops all access to a pool when too many of its disks do not answer, or when another host seems to use it. Programs that touch it hang and cannot be killed; zpool may go on saying ONLINE or DEGRADED. Nothing can be copied off before it is resumed, so “back up first” does not help here: bring the disks back and resume it.',
  needs: [],
  run(_, { facts }) {
    const { zfs } = facts.sections;
    const suspended = suspendedZfsPools(facts);
    if (suspended.length === 0) {
      if (zfs.state === 'known') return zfs.value.pools.length === 0 ? { notApplicable: 'There is no ZFS pool.' } : [];
      const driver = graphDriver(facts);
      if (driver !== null && driver !== 'zfs') return { notApplicable: `The storage driver here is ${driver}.` };
      return { unknown: `The pool’s state was not read: ${zfs.detail}`, missing: ['zfs'] };
    }
    return suspended.map(({ name, why, health, lines }) => {
      const title = name === null ? 'A ZFS pool is suspended' : `The ZFS pool ${name} is suspended`;
      const pool = name ?? 'POOL';
      return {
        severity: 'critical' as const,
        subject: { kind: 'pool' as const, id: name ?? 'log', label: name ?? 'ZFS pool' },
        title: `${title}: every access to it hangs`,
        detail:
          why === 'multihost'
            ? paragraphs(
                'Its multihost protection could not write in time: the disks were too slow or gone, or another host imported the pool. Resuming it while another host uses it destroys it.',
                steps(
                  'Make sure that no other host has the pool imported (`zpool status` there; switch it off if in doubt).',
                  'Check disks, cables and controller: `dmesg | grep -iE "error|reset|offline"`.',
                  `Reboot this host and import the pool again: \`zpool import ${pool}\`. Then back up what you cannot lose.`,
                ),
              )
            : paragraphs(
                'Too many of its disks did not answer. The data on them is usually unharmed.',
                steps(
                  'Bring the disks back: cable, power, USB enclosure, controller. `dmesg | tail -50` shows whether the kernel sees them again.',
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
                [[name ?? 'not told', health || 'not told', 'suspended']],
              ),
        remedies: [],
      };
    });
  },
});
