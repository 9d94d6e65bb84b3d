import type { HostFacts } from '../../domain/host-facts.ts';
import type { HostId } from '../../domain/ids.ts';
import { atOnce, type InPieces } from '../../domain/slices.ts';
import type { StorageReport } from '../../domain/storage-report.ts';
import { storageReportInPieces } from '../../facts/views/storage-report.ts';
import { leakKey } from '../../store/scans/leak-sightings.ts';
import type { Application } from '../core/application.ts';
import { failedMeasurements } from './failed-measurements.ts';

/** The views over facts and measurements, with `since` as remembered. */
export function concludeStorage(app: Application, hostId: HostId, facts: HostFacts): StorageReport {
  return atOnce(concludedInPieces(app, hostId, facts));
}

export function* concludedInPieces(app: Application, hostId: HostId, facts: HostFacts): InPieces<StorageReport> {
  const built = yield* storageReportInPieces(
    facts,
    app.store.measurements.all(hostId),
    () => null,
    failedMeasurements(app, hostId),
  );
  return withSince(app, hostId, built);
}

function withSince(app: Application, hostId: HostId, storage: StorageReport): StorageReport {
  if (storage.leaks.state === 'unknown') return storage;
  const since = app.store.leaks.since(hostId);
  const leaks = storage.leaks.value.map((leak) => ({ ...leak, since: since.get(leakKey(leak)) ?? null }));
  return { ...storage, leaks: { state: 'known', value: leaks } };
}
