import type { HostId } from '../../domain/ids.ts';
import type { FailedMeasurement, MeasurementNeed } from '../../domain/measurement.ts';
import { backOffMs } from '../../monitor/jobs/job-policy.ts';
import type { Application } from '../core/application.ts';

const rest = { firstMs: 6 * 3_600_000, longestMs: 7 * 24 * 3_600_000 };

const collectionOf = (app: Application) => app.store.documents.stored('failed-measurements');

export function failedMeasurements(app: Application, hostId: HostId): FailedMeasurement[] {
  return collectionOf(app).byIdIfReadable(hostId)?.failures ?? [];
}

/** May it be measured again automatically? The same object only after a pause that doubles with each attempt. */
export function isResting(failed: readonly FailedMeasurement[], need: MeasurementNeed, now: Date): boolean {
  const failure = failed.find((each) => isSame(each, need));
  if (failure === undefined) return false;
  return now.getTime() - Date.parse(failure.at) < backOffMs(failure.attempts, rest);
}

/** After each object of a walk: `problem` null where it has its size, or is gone. */
export function recordOutcome(
  app: Application,
  hostId: HostId,
  need: MeasurementNeed,
  problem: FailedMeasurement['problem'] | null,
): void {
  const before = failedMeasurements(app, hostId);
  const earlier = before.find((each) => isSame(each, need));
  if (problem === null && earlier === undefined) return;
  const at = app.now().toISOString();
  const others = before.filter(({ kind, object }) => kind !== need.kind || object !== need.object);
  const { kind, object, identity } = need;
  const failure = { kind, object, identity, problem: problem ?? 'failed', at, attempts: (earlier?.attempts ?? 0) + 1 };
  collectionOf(app).put(hostId, { failures: problem === null ? others : [...others, failure] }, at);
}

function isSame(failure: FailedMeasurement, need: MeasurementNeed): boolean {
  return failure.kind === need.kind && failure.object === need.object && failure.identity === need.identity;
}
