import type { Severity } from '../../domain/finding.ts';
import type { BtrfsScrub } from '../../domain/health-facts.ts';
import { notOnSickDisks } from '../cautions.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nasVendor } from '../nas-vendor.ts';
import { count, paragraphs } from '../text.ts';

const overdueDays = 35;

export default defineCheck({
  id: 'btrfs-scrub-overdue',
  title: 'btrfs was not scrubbed lately, or its scrub found errors',
  why: 'A scrub reads everything and compares checksums. Without it, bad blocks in files you seldom open are found only when the second copy is gone too.',
  needs: ['btrfsHealth'],
  absent: unlessOnBtrfs('btrfsHealth'),
  run({ btrfsHealth }, { facts, now }) {
    if (btrfsHealth.length === 0) return { notApplicable: 'There is no btrfs below Docker.' };
    const scrubbed = btrfsHealth.filter((filesystem) => filesystem.scrub !== null);
    const vendor = nasVendor(facts);
    let doubt: string | null = scrubbed.length === 0 ? 'The state of the scrub was not read.' : null;
    const findings = scrubbed.flatMap((filesystem) => {
      const scrub = filesystem.scrub;
      if (scrub === null) return [];
      const verdict = judgeScrub(scrub, Date.parse(now) / 1000);
      if (verdict === null) return [];
      if (scrub.state === 'never' && (scrub.recordIsVolatile || vendor !== null)) {
        doubt =
          'There is no record of a scrub, but on this system a reboot empties it, or the vendor schedules it elsewhere.';
        return [];
      }
      const name = filesystem.mountPoint ?? filesystem.devices[0]?.device ?? 'btrfs';
      return [
        {
          severity: verdict.severity,
          subject: { kind: 'filesystem' as const, id: `btrfs:${filesystem.uuid ?? name}`, label: name },
          title: `${name}: ${verdict.words}`,
          detail: paragraphs(
            verdict.severity === 'critical'
              ? 'Uncorrectable means that no good copy was found. The kernel’s log names the files (`dmesg | grep -i "checksum error"`); restore them from a backup.'
              : null,
            vendor === 'synology-dsm'
              ? 'What to do: schedule data scrubbing in Storage Manager.'
              : 'What to do: `btrfs scrub start MOUNT` at a quiet time, monthly (btrfsmaintenance, a systemd timer, or cron). It can be paused and goes on where it stopped. Not together with a balance or large deletions.',
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
      words: `the last scrub found ${count(scrub.uncorrectableErrors ?? 0, 'error')} it could not correct`,
    };
  }
  if ((scrub.correctedErrors ?? 0) > 0) {
    return { severity: 'warning', words: `the last scrub corrected ${count(scrub.correctedErrors ?? 0, 'error')}` };
  }
  if (scrub.state === 'aborted' || scrub.state === 'interrupted') {
    return { severity: 'warning', words: `the last scrub was ${scrub.state}` };
  }
  // A filesystem that was never scrubbed may be a day old: worth knowing, no alarm.
  if (scrub.state === 'never') return { severity: 'info', words: 'no scrub on record' };
  if (scrub.state !== 'finished' || scrub.startedSeconds === null) return null;
  const days = Math.floor((nowSeconds - scrub.startedSeconds) / 86_400);
  return days > overdueDays ? { severity: 'warning', words: `the last scrub is ${count(days, 'day')} ago` } : null;
}
