import { expect, it } from 'vitest';
import { readRecording } from '../../../test/states/recorded-states.ts';
import { rawDocuments } from '../../store/testing/raw-documents.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { recordLatestInSlices, recordReport } from './reports.ts';

// A host whose containerd lies on the system's filesystem, which has a ledger of its own.
it('samples of the ledger are of the data root’s filesystem alone, and add up to what it uses', () => {
  const app = temporaryApplication();
  const host = storedHost(app, 'ssh://root@nas');
  const { facts, measurements } = readRecording('leaks-overlay2');
  const own = { ...facts, hostId: host.id };
  app.store.facts.put(own);
  app.store.measurements.put(host.id, measurements);
  const report = recordReport(app, host, own);
  expect(new Set(report.ledger.map(({ filesystem }) => filesystem)).size).toBeGreaterThan(1);
  const samples = app.store.samples.since(host.id, '2000-01-01T00:00:00.000Z', app.store.samples.names(host.id));
  const value = (name: string): number => samples.find((sample) => sample.name === name)?.value ?? 0;
  const rows = samples.filter(({ name }) => name.startsWith('ledger.'));
  expect(rows.reduce((sum, sample) => sum + sample.value, 0)).toBe(value('data-root.used'));
});

// What Bilge remembers beside a scan it finds out again by itself; every page of the host needs the report.
it('a report is concluded where what is remembered beside the scan cannot be read', () => {
  const app = temporaryApplication();
  const host = storedHost(app, 'ssh://root@nas');
  const { facts, measurements } = readRecording('leaks-overlay2');
  const own = { ...facts, hostId: host.id };
  app.store.facts.put(own);
  app.store.measurements.put(host.id, measurements);
  for (const name of ['failed-measurements', 'unused-since', 'due-quarantines'] as const)
    rawDocuments(app.store, name).put(host.id, 'as an older Bilge wrote it');
  expect(recordReport(app, host, own).leaks.length).toBeGreaterThan(0);
});

// A measurement concludes piece by piece; a scan may end between two pieces.
it('what an older scan saw is not remembered over a newer one that came meanwhile', async () => {
  const app = temporaryApplication();
  const host = storedHost(app, 'ssh://root@nas');
  const { facts } = readRecording('leaks-overlay2');
  const older = { ...facts, id: 'facts_older', hostId: host.id, collectedAt: '2026-11-30T10:00:00.000Z' };
  const newer = { ...older, id: 'facts_newer', collectedAt: '2026-11-30T11:00:00.000Z' };
  app.store.facts.put(older);
  const concluding = recordLatestInSlices(app, host, older);
  app.store.facts.put(newer);
  expect((await concluding).collectedAt).toBe(newer.collectedAt);
  const samples = app.store.samples.since(host.id, '2000-01-01T00:00:00.000Z', ['leaks.count', 'data-root.used']);
  expect(samples.length).toBeGreaterThan(0);
  expect(samples.filter(({ at }) => at !== newer.collectedAt)).toEqual([]);
});
