import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { hostSubject } from '../subjects.ts';
import { count, paragraphs } from '../text.ts';

const limitSeconds = 120;

export default defineCheck({
  id: 'clock-skew',
  title: 'The host’s clock is off',
  why: 'Ages of scrubs, logs, containers and quarantine are wrong when the clocks of host and dashboard differ.',
  needs: ['platform'],
  run({ platform }, { facts }) {
    const here = Date.parse(facts.collectedAt) / 1000;
    const skewSeconds = Math.round(platform.clockSeconds - here);
    if (!Number.isFinite(skewSeconds) || platform.clockSeconds <= 0)
      return { unknown: 'The host’s clock was not read.' };
    if (Math.abs(skewSeconds) <= limitSeconds) return [];
    const minutes = Math.round(Math.abs(skewSeconds) / 60);
    return [
      {
        severity: 'info',
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
