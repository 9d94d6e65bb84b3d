import { createHash } from 'node:crypto';
import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import type { CheckOutcome } from '../../domain/finding.ts';
import type { Host } from '../../domain/host.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { FactsId, HostId } from '../../domain/ids.ts';
import type { Report } from '../../domain/report.ts';
import { atOnce, type InPieces, inSlices, nextTurn } from '../../domain/slices.ts';
import type { StorageReport } from '../../domain/storage-report.ts';
import type { UnusedMemory } from '../../domain/stored/remembered.ts';
import { storageReportInPieces } from '../../facts/views/storage-report.ts';
import { judge, judgeInPieces } from '../../health/judge.ts';
import type { Application } from '../core/application.ts';
import { hostOffers, offered } from '../findings/offered-remedies.ts';
import { ownerHistory } from '../history/owner-history.ts';
import { hostOf } from '../hosts/hosts.ts';
import { judgedAfter, judgedOffers } from '../plans/host-offers.ts';
import { keepUnused, unusedNow, unusedSince, unusedTimes } from '../plans/unused-since.ts';
import { heldProtections } from '../protections/held-protections.ts';
import { assembleReport, named } from './assemble-report.ts';
import { concludeStorage } from './conclude-storage.ts';
import { failedMeasurements } from './failed-measurements.ts';
import { pastOf } from './past.ts';
import { findingSamples, samplesOf } from './scan-samples.ts';
import { oneByOne } from './shared-work.ts';

/** Bumped when views or checks change, so that stored reports are made again. */
const reportVersion = 12;

/**
 * The last scan as page, command line and API show it; null where there was none. Reads the store only. `judge` = also what can be done,
 * where that is not remembered: for one host and a caller who can wait.
 */
export function readReport(
  app: Application,
  actor: Actor,
  idOrName: string,
  options: { judge?: boolean } = {},
): Report | null {
  requireRole(actor, 'viewer');
  const host = hostOf(app, idOrName);
  if (options.judge) judgedOffers(app, host);
  const [newest] = app.store.facts.history(host.id);
  if (newest === undefined) return null;
  // The facts of thousands of layers are unpacked and parsed only where the report has to be made again.
  const stored = app.store.derived.get(host.id, 'report', basis(app, host.id, newest.id));
  if (stored) return withOffers(app, host, stored);
  const facts = app.store.facts.latest(host.id);
  return facts && withOffers(app, host, concludeReport(app, host, facts));
}

/** With its name, and with what can be done, as of now. */
function withOffers(app: Application, host: Host, report: Report): Report {
  const offers = hostOffers(app, host);
  return { ...report, host: named(host), findings: report.findings.map((finding) => offered(finding, offers)) };
}

/** Views and checks over facts and the newest measurements; pure but for reading what is remembered. */
function concludeReport(app: Application, host: Host, facts: HostFacts): Report {
  const storage = concludeStorage(app, host.id, facts);
  const protections = heldProtections(app, host.id);
  const past = pastOf(app, facts, storage);
  const outcomes = judge({ facts, storage, past, protections, now: facts.collectedAt });
  return atOnce(assembleReport(host, facts, { storage, outcomes, protections, unused: unusedSince(app, host.id) }));
}

/** What a scan (or a finished measurement) does with new facts: remember leaks, findings, samples and the report. */
export function recordReport(app: Application, host: Host, facts: HostFacts): Report {
  const concluded = atOnce(conclusion(app, host, facts));
  app.store.derived.put(host.id, 'report', concluded.basedOn, concluded.report);
  rememberLeaks(app, facts, concluded);
  rememberUse(app, facts, concluded);
  rememberFindings(app, facts, concluded);
  atOnce(judgedAfter(app, host, facts, concluded.storage));
  return withOffers(app, host, concluded.report);
}

/**
 * The same for the process that serves: piece by piece, so that a host with thousands of layers keeps no visitor waiting. `before` stores
 * the facts themselves, in one turn with the report, which no page has to conclude for itself then.
 */
export function recordReportInSlices(
  app: Application,
  host: Host,
  facts: HostFacts,
  before: () => void,
): Promise<Report> {
  return oneByOne(app, `conclude ${host.id}`, async () => {
    const concluded = await inSlices(conclusion(app, host, facts));
    await nextTurn();
    before();
    return rememberedInTurns(app, host, facts, concluded);
  });
}

/**
 * For new measurements of stored facts. A scan may store newer facts between two pieces; then those are concluded instead, so that what an
 * older scan saw is never remembered over what a newer one saw.
 */
export function recordLatestInSlices(app: Application, host: Host, facts: HostFacts): Promise<Report> {
  return oneByOne(app, `conclude ${host.id}`, async () => {
    let newest = app.store.facts.latest(host.id) ?? facts;
    for (;;) {
      const concluded = await inSlices(conclusion(app, host, newest));
      const now = app.store.facts.latest(host.id) ?? newest;
      if (now.id === newest.id) return rememberedInTurns(app, host, newest, concluded);
      newest = now;
    }
  });
}

/** Each of these is a transaction of its own; conclusions of one host wait for each other, so that none comes in between. */
async function rememberedInTurns(
  app: Application,
  host: Host,
  facts: HostFacts,
  concluded: Conclusion,
): Promise<Report> {
  // Held at once, so that no page concludes it for itself.
  await app.store.derived.putApart(facts.hostId, 'report', concluded.basedOn, concluded.report);
  for (const remember of [rememberLeaks, rememberUse, rememberFindings]) {
    await nextTurn();
    remember(app, facts, concluded);
  }
  await inSlices(judgedAfter(app, host, facts, concluded.storage));
  return withOffers(app, host, concluded.report);
}

interface Conclusion {
  basedOn: string;
  storage: StorageReport;
  outcomes: CheckOutcome[];
  unused: UnusedMemory;
  report: Report;
}

/** Reads what is remembered and writes nothing. `basedOn` belongs to the measurements that are read here: one that comes meanwhile makes the report again. */
function* conclusion(app: Application, host: Host, facts: HostFacts): InPieces<Conclusion> {
  const basedOn = basis(app, host.id, facts.id);
  const protections = heldProtections(app, host.id);
  const since = app.store.leaks.since(host.id);
  const storage = yield* storageReportInPieces(
    facts,
    app.store.measurements.all(host.id),
    // Remembered from this scan on.
    (key) => since.get(key) ?? facts.collectedAt,
    failedMeasurements(app, host.id),
  );
  yield;
  const past = pastOf(app, facts, storage);
  yield;
  const outcomes = yield* judgeInPieces({ facts, storage, past, protections, now: facts.collectedAt });
  const unused = unusedNow(app, facts, storage);
  yield;
  const report = yield* assembleReport(host, facts, { storage, outcomes, protections, unused: unusedTimes(unused) });
  return { basedOn, storage, outcomes, unused, report };
}

function rememberLeaks(app: Application, facts: HostFacts, { storage }: Conclusion): void {
  // Only a complete list may make the store forget what is gone (docs/architecture.md#law-1).
  if (storage.leaks.state === 'known') app.store.leaks.record(facts.hostId, facts.collectedAt, storage.leaks.value);
}

function rememberUse(app: Application, facts: HostFacts, { unused }: Conclusion): void {
  keepUnused(app, facts, unused);
}

function rememberFindings(app: Application, facts: HostFacts, { storage, outcomes }: Conclusion): void {
  app.store.findings.record(facts.hostId, app.now().toISOString(), outcomes);
  app.store.samples.add(facts.hostId, facts.collectedAt, {
    ...samplesOf(facts, storage),
    ...findingSamples(outcomes),
    ...ownerHistory(app, facts, storage),
  });
}

function basis(app: Application, hostId: HostId, factsId: FactsId): string {
  const held = app.store.protections.all(hostId);
  const made = `${reportVersion} ${factsId} ${app.store.measurements.newestAt(hostId) ?? ''}`;
  return held.length === 0 ? made : `${made} ${digestOf(held.map(({ kind, object }) => [kind, object]))}`;
}

const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');
