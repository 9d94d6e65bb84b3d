import { counted } from '../../domain/format.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity } from '../graded-severity.ts';
import { hostSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

const id = 'clock-skew';
const grades = { info: 120, recoverBy: 30 };

export default defineCheck({
  id,
  title: 'The host’s clock is wrong',
  why: 'When the clocks of host and dashboard differ, the ages of scrubs, logs, containers and quarantined layers are wrong. The proof of leaked layers does not depend on it: it only compares times of the host with each other.',
  needs: ['platform'],
  run({ platform }, context) {
    const { facts } = context;
    const here = Date.parse(facts.collectedAt) / 1000;
    const skewSeconds = Math.round(platform.clockSeconds - here);
    if (!Number.isFinite(skewSeconds) || platform.clockSeconds <= 0)
      return { unknown: 'The host’s clock could not be read.' };
    const value = Math.abs(skewSeconds);
    const severity = gradedSeverity({ context, checkId: id, subject: hostSubject, value, grades });
    if (severity === null) return [];
    return [
      {
        severity,
        subject: hostSubject,
        title: `The host’s clock is ${skewWords(Math.abs(skewSeconds))} ${skewSeconds > 0 ? 'ahead' : 'behind'}`,
        detail: paragraphs(
          'Ages and dates on these pages are wrong by that much. The clock of this dashboard may also be the wrong one.',
          steps('Turn on time synchronisation (NTP) on both machines.'),
        ),
        evidence: evidence(
          'date -u +%s',
          ['Clock of the host', 'Clock of the dashboard'],
          [[new Date(platform.clockSeconds * 1000).toISOString(), facts.collectedAt]],
        ),
        remedies: [],
      },
    ];
  },
});

function skewWords(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return counted(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? counted(hours, 'hour') : counted(Math.round(hours / 24), 'day');
}
