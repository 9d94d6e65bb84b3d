import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { filesystemOfDataRoot } from '../../domain/data-root-filesystem.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { known } from '../../domain/fact.ts';
import type { Host } from '../../domain/host.ts';
import type { HostId } from '../../domain/ids.ts';
import { partOfKind, sumOfReclaimable } from '../../domain/reclaimable.ts';
import type { HostCard, OverviewTotals, Report } from '../../domain/report.ts';
import { isLeakedLayer, isLeakedLease, isLeakedNested, sumOfLeaks, sumOfLeases } from '../../facts/views/leaked.ts';
import type { Application } from '../core/application.ts';
import { hostOffers, offersOfCard } from '../findings/offered-remedies.ts';
import { storedLook } from '../scans/disk-look.ts';
import { readReport } from '../scans/reports.ts';

export interface Overview {
  cards: HostCard[];
  /** of real hosts only: a recording counts in no dashboard or alarm */
  totals: OverviewTotals;
}

/** Is everything all right, and where is my space going? Reads the store only. */
export function readOverview(app: Application, actor: Actor): Overview {
  requireRole(actor, 'viewer');
  const cards = app.store.hosts.all().map((host) => cardOf(app, host, readReport(app, actor, host.id)));
  return { cards, totals: totalsOf(cards.filter((card) => !isDemoHost(card))) };
}

/** Sums of what is known; beside them, how much is not. */
export function totalsOf(cards: readonly HostCard[]): OverviewTotals {
  const sum = (value: (card: HostCard) => number): number => cards.reduce((total, card) => total + value(card), 0);
  const isUp = ({ state }: HostCard) => state.state === 'reachable' || state.state === 'scanning';
  const reclaimable = sumOfReclaimable(cards.map((card) => card.reclaimable));
  const quarantine = partOfKind(reclaimable, 'quarantine');
  return {
    hosts: cards.length,
    reachable: cards.filter(isUp).length,
    leakedBytes: sum(({ leaked }) => (leaked.state === 'known' ? leaked.value.bytes : 0)),
    leakedIsExact: cards.every(({ leaked }) => leaked.state === 'known' && leaked.value.exact),
    leakUnknownHosts: cards.filter(({ leaked }) => leaked.state === 'unknown').length,
    reclaimable,
    quarantinedBytes: quarantine?.bytes ?? 0,
    quarantinedIsExact: quarantine?.atLeast !== true && !reclaimable.unknown.some(({ kind }) => kind === 'quarantine'),
    critical: sum((card) => card.findings.critical),
    warning: sum((card) => card.findings.warning),
    info: sum((card) => card.findings.info),
  };
}

function cardOf(app: Application, host: Host, report: Report | null): HostCard {
  const count = (severity: string): number =>
    report?.findings.filter((finding) => finding.severity === severity).length ?? 0;
  const dataRoot = filesystemOfDataRoot(report?.filesystems ?? []) ?? null;
  const engine = report && !('state' in report.engine) ? report.engine : null;
  return {
    id: host.id,
    name: host.name,
    url: host.url,
    state: app.store.hostStates.of(host.id),
    collectedAt: report?.collectedAt ?? null,
    asleep: asleepOf(app, host.id),
    platformTitle: report && !('state' in report.platform) ? report.platform.title : null,
    storageDriver: engine?.storageDriver ?? null,
    backingFilesystem: engine?.backingFilesystem ?? dataRoot?.type ?? null,
    engineVersion: engine?.version ?? null,
    dataRootFilesystem: dataRoot,
    ledger: report?.ledger.filter((row) => row.filesystem === dataRoot?.id) ?? [],
    leaked: leakedOf(report),
    findings: { critical: count('critical'), warning: count('warning'), info: count('info') },
    reclaimable: report?.reclaimable ?? null,
    worst: report?.findings[0] ?? null,
    offers: report === null ? [] : offersOfCard(report.findings[0] ?? null, hostOffers(app, host)),
  };
}

/** What all runs freed so far, by measurement on the filesystem, in bytes. */
export function readFreed(app: Application, actor: Actor): { totalBytes: number; byHost: ReadonlyMap<string, number> } {
  requireRole(actor, 'viewer');
  const byHost = app.store.runs.freedByHost();
  return { totalBytes: [...byHost.values()].reduce((sum, bytes) => sum + bytes, 0), byHost };
}

export function leakedOf(report: Report | null): HostCard['leaked'] {
  if (!report) return { state: 'unknown', reason: 'not-collected', detail: 'This host has not been scanned yet.' };
  const section = report.sections.leaks;
  if (section.state === 'unknown') return { state: 'unknown', reason: 'no-capability', detail: section.detail };
  const { leaks } = report;
  const [layers, leases] = [leaks.filter(isLeakedLayer), leaks.filter(isLeakedLease)];
  const nested = leaks.filter(isLeakedNested);
  const ofLeases = sumOfLeases(leases, leaks, report.leakedLeaseBytes);
  const [ofLayers, ofNested] = [sumOfLeaks(layers), sumOfLeaks(nested)];
  // Abandoned stores hide containers; they are never called leaked, and no more are they doubtful leaks. What is unfinished ends by itself.
  const mayLeak = leaks.filter(({ kind, state }) => kind !== 'abandoned-store' && state !== 'unfinished').length;
  const doubtful = mayLeak - layers.length - leases.length - nested.length;
  return known({
    bytes: ofLayers.bytes + ofLeases.bytes + ofNested.bytes,
    count: layers.length + leases.length + nested.length,
    exact: ofLayers.complete && ofLeases.complete && ofNested.complete,
    layers: { bytes: ofLayers.bytes + ofLeases.bytes, count: layers.length + leases.length },
    nested: { bytes: ofNested.bytes, count: nested.length },
    unproven: doubtful,
  });
}

function asleepOf(app: Application, hostId: HostId): HostCard['asleep'] {
  const look = storedLook(app, hostId);
  if (look === null || look.asleepSince === null) return null;
  return { since: look.asleepSince, scans: look.leftAsleep, usedMeanwhile: look.usedMeanwhile };
}
