import type { DemoRecording } from '../../demo/recording.ts';
import { buildStorageReport } from '../../facts/views/storage-report.ts';
import { judge, noPast } from '../../health/judge.ts';

/** What each check says of a recording: its state, and how severe its findings are. Names are not in it, so that two can be compared. */
export function judgedRecording({
  facts,
  measurements,
}: Pick<DemoRecording, 'facts' | 'measurements'>): ReadonlyMap<string, string> {
  const storage = buildStorageReport(facts, measurements, () => null);
  const outcomes = judge({ facts, storage, past: noPast, now: facts.collectedAt });
  return new Map(
    outcomes.map((outcome) => {
      const found =
        outcome.status === 'fail'
          ? outcome.findings.map(({ severity, reclaimable }) => `${severity} ${reclaimable?.bytes ?? ''}`).sort()
          : [];
      return [outcome.checkId, [outcome.status, ...found].join(', ')];
    }),
  );
}
