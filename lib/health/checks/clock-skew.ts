import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity } from '../graded-severity.ts';
import { hostSubject } from '../subjects.ts';
import { count, paragraphs } from '../text.ts';

const id = 'clock-skew';
const grades = { info: 120, recoverBy: 30 };

export default defineCheck({
  id,
  title: 'The host’s clock is off',
  why: 'Ages of scrubs, logs, containers and quarantine are wrong when the clocks of host and dashboard differ.',
  needs: ['platform'],
  run({ platform }, context) {
    const { facts } = context;
    const here = Date.parse(facts.collectedAt) / 1000;
    const skewSeconds = Math.round(platform.clockSeconds - here);
    if (!Number.isFinite(skewSeconds) || platform.clockSeconds <= 0)
      return { unknown: 'The host’s clock was not read.' };
    const value = Math.abs(skewSeconds);
    const severity = gradedSeverity({ context, checkId: id, subject: hostSubject, value, grades });
    if (severity === null) return [];
    const minutes = Math.round(Math.abs(skewSeconds) / 60);
    return [
      {
        severity,
        subject: hostSubject,
        title: `The host’s clock is ${count(minutes, 'minute')} ${skewSeconds > 0 ? 'ahead' : 'behind'}`,
        detail: paragraphs(
          'It may also be this dashboard’s clock that is wrong.',
          'What to do: switch on time synchronisation (NTP) on both. What Bilge proves about leaked layers does not depend on it: it compares times of the host with each other.',
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
