import { isDemoHost } from '../../domain/demo-host.ts';
import type { Fact } from '../../domain/fact.ts';
import type { CheckOutcome } from '../../domain/finding.ts';
import type { Host } from '../../domain/host.ts';
import type { HostFacts, SectionId } from '../../domain/host-facts.ts';
import type { Protection } from '../../domain/protection.ts';
import type { Report, ReportEngine, ReportPlatform, SectionState } from '../../domain/report.ts';
import type { InPieces } from '../../domain/slices.ts';
import type { StorageReport } from '../../domain/storage-report.ts';
import { unreferencedCounts, unreferencedOf } from '../../domain/unreferenced.ts';
import { reclaimableInPieces } from '../../facts/views/reclaimable/reclaimable.ts';
import { checkTitles, findingsOf } from '../../health/judge.ts';
import { unjudged } from '../findings/offered-remedies.ts';

/** Pure: the conclusions over one scan as page, command line and API show them. What can be done is not among them yet (`unjudged`). */
export function* assembleReport(
  host: Host,
  facts: HostFacts,
  concluded: {
    storage: StorageReport;
    outcomes: readonly CheckOutcome[];
    protections: readonly Protection[];
    unused: ReadonlyMap<string, string>;
  },
): InPieces<Report> {
  const { storage, outcomes, protections, unused } = concluded;
  const titles = checkTitles();
  const findings = findingsOf(outcomes);
  yield;
  return {
    host: named(host),
    collectedAt: facts.collectedAt,
    identity: facts.identity,
    cost: facts.cost,
    sections: { ...sectionStates(facts), ...storageStates(storage) },
    engine: reportEngine(facts),
    platform: reportPlatform(facts),
    filesystems: facts.sections.filesystems.state === 'known' ? facts.sections.filesystems.value : [],
    ledger: listOf(storage.ledger),
    leaks: listOf(storage.leaks),
    leakedLeaseBytes: storage.leakedLeaseBytes,
    layers: listOf(storage.layers),
    subvolumes: listOf(storage.subvolumes),
    volumes: listOf(storage.volumes),
    dockerSays: storage.dockerSays,
    deletedFiles: listOf(storage.deletedFiles),
    otherDataRoots: listOf(storage.otherDataRoots),
    hiddenData: listOf(storage.hiddenData),
    refusals: storage.refusals,
    pinningSnapshots: storage.pinningSnapshots,
    unreferenced:
      storage.leaks.state === 'known' && storage.layers.state === 'known'
        ? unreferencedOf(unreferencedCounts(storage.layers.value, storage.leaks.value))
        : null,
    reclaimable: yield* reclaimableInPieces({
      facts,
      storage,
      findings,
      protections,
      ...(isDemoHost(host) ? {} : { unusedSince: unused }),
    }),
    // What can be done is judged apart: it depends on more than a scan, on protections and runs for example.
    findings: findings.map(unjudged),
    checks: outcomes.map((outcome) => ({
      id: outcome.checkId,
      title: titles[outcome.checkId] ?? outcome.checkId,
      status: outcome.status,
      why: 'why' in outcome ? outcome.why : '',
    })),
  };
}

/** Only for arrays whose section says beside them whether they are complete. */
function listOf<T>(fact: Fact<T[]>): T[] {
  return fact.state === 'known' ? fact.value : [];
}

function stateOf(fact: Fact<unknown>): SectionState {
  return fact.state === 'known' ? { state: 'known' } : fact;
}

function sectionStates(facts: HostFacts): Record<SectionId, SectionState> {
  const entries = Object.entries(facts.sections).map(([id, fact]) => [id, stateOf(fact)]);
  return Object.fromEntries(entries) as Record<SectionId, SectionState>;
}

function storageStates(storage: StorageReport) {
  return {
    leaks: stateOf(storage.leaks),
    layers: stateOf(storage.layers),
    subvolumes: stateOf(storage.subvolumes),
    volumes: stateOf(storage.volumes),
    ledger: stateOf(storage.ledger),
    deletedFiles: stateOf(storage.deletedFiles),
    otherDataRoots: stateOf(storage.otherDataRoots),
    hiddenData: stateOf(storage.hiddenData),
  };
}

function reportEngine(facts: HostFacts): Report['engine'] {
  const fact = facts.sections.engine;
  if (fact.state === 'unknown') return fact;
  const { version, apiVersion, storageDriver, backingFilesystem, imageStore, driverStatus, kernel, os, dataRoot } =
    fact.value;
  return {
    version,
    apiVersion,
    storageDriver,
    backingFilesystem,
    imageStore,
    driverStatus,
    kernel,
    os,
    dataRoot,
  } satisfies ReportEngine;
}

function reportPlatform(facts: HostFacts): Report['platform'] {
  const fact = facts.sections.platform;
  if (fact.state === 'unknown') return fact;
  const { id, init, title, hostname, kernel, effectiveUid } = fact.value;
  return { id, init, title, hostname, kernel, asRoot: effectiveUid === 0 } satisfies ReportPlatform;
}

export function named(host: Host): Report['host'] {
  return { id: host.id, name: host.name, url: host.url };
}
