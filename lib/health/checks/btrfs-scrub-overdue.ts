import type { Severity } from '../../domain/finding.ts';
import { counted } from '../../domain/format.ts';
import type { BtrfsScrub } from '../../domain/health-facts.ts';
import { notOnSickDisks } from '../cautions.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nasVendor } from '../nas-vendor.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

const overdueDays = 35;

export default defineCheck({
  id: 'btrfs-scrub-overdue',
  title: 'btrfs scrub overdue or with errors',
  why: 'A scrub reads everything and compares checksums. Without it, bad blocks in files you rarely open are found only when the second copy is gone too. It can be paused and continues where it stopped. Do not run it together with a balance or large deletions.',
  needs: ['btrfsHealth'],
  absent: unlessOnBtrfs('btrfsHealth'),
  run({ btrfsHealth }, { facts, now }) {
    if (btrfsHealth.length === 0) return { notApplicable: 'Docker is not on btrfs.' };
    const scrubbed = btrfsHealth.filter((filesystem) => filesystem.scrub !== null);
    const vendor = nasVendor(facts);
    let doubt: string | null = scrubbed.length === 0 ? 'The scrub status could not be read.' : null;
    const findings = scrubbed.flatMap((filesystem) => {
      const scrub = filesystem.scrub;
      if (scrub === null) return [];
      const verdict = judgeScrub(scrub, Date.parse(now) / 1000);
      if (verdict === null) return [];
      if (scrub.state === 'never' && (scrub.recordIsVolatile || vendor !== null)) {
        doubt =
          'No scrub is on record, but on this system the record does not survive a reboot, or the vendor schedules scrubs elsewhere.';
        return [];
      }
      const name = filesystem.mountPoint ?? filesystem.devices[0]?.device ?? 'btrfs';
      return [
        {
          severity: verdict.severity,
          subject: { kind: 'filesystem' as const, id: `btrfs:${filesystem.uuid ?? name}`, label: name },
          title: `${shortPath(name, 24)}: ${verdict.words}`,
          detail: paragraphs(
            verdict.severity === 'critical'
              ? 'These files are damaged and have no good copy on this filesystem.'
              : 'Errors in files you rarely open stay undetected until the second copy is gone too.',
            steps(
              verdict.severity === 'critical'
                ? 'Find the files in the kernel’s log (`dmesg | grep -i "checksum error"`) and restore them from a backup.'
                : null,
              vendor?.advice?.scheduleScrub ??
                'Run `btrfs scrub start MOUNT` at a quiet time, and monthly from now on (btrfsmaintenance, a systemd timer, or cron).',
            ),
            notOnSickDisks,
          ),
          evidence: evidence(
            'btrfs scrub status',
            ['Filesystem', 'State', 'Started', 'Corrected', 'Uncorrectable'],
            [
              [
                name,
                scrub.state,
                scrub.startedSeconds === null ? 'unknown' : new Date(scrub.startedSeconds * 1000).toISOString(),
                scrub.correctedErrors === null ? 'unknown' : String(scrub.correctedErrors),
                scrub.uncorrectableErrors === null ? 'unknown' : String(scrub.uncorrectableErrors),
              ],
            ],
          ),
          remedies: [{ actionId: 'btrfs-scrub', params: {} }],
        },
      ];
    });
    if (findings.length === 0 && doubt !== null) return { unknown: doubt, missing: ['btrfsHealth'] };
    return findings;
  },
});

function judgeScrub(scrub: BtrfsScrub, nowSeconds: number): { severity: Severity; words: string } | null {
  if ((scrub.uncorrectableErrors ?? 0) > 0) {
    return {
      severity: 'critical',
      words: `the last scrub found ${counted(scrub.uncorrectableErrors ?? 0, 'uncorrectable error')}`,
    };
  }
  if ((scrub.correctedErrors ?? 0) > 0) {
    return { severity: 'warning', words: `the last scrub corrected ${counted(scrub.correctedErrors ?? 0, 'error')}` };
  }
  if (scrub.state === 'aborted' || scrub.state === 'interrupted') {
    return { severity: 'warning', words: `the last scrub was ${scrub.state}` };
  }
  // A filesystem that was never scrubbed may be a day old: worth knowing, not a warning.
  if (scrub.state === 'never') return { severity: 'info', words: 'no scrub on record' };
  if (scrub.state !== 'finished' || scrub.startedSeconds === null) return null;
  const days = Math.floor((nowSeconds - scrub.startedSeconds) / 86_400);
  return days > overdueDays ? { severity: 'warning', words: `the last scrub was ${counted(days, 'day')} ago` } : null;
}
