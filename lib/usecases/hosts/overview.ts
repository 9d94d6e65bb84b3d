import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { type Fact, known } from '../../domain/fact.ts';
import type { Host } from '../../domain/host.ts';
import type { HostCard, Report } from '../../domain/report.ts';
import type { Application } from '../core/application.ts';
import { readReport } from '../scans/reports.ts';

export interface Overview {
  cards: HostCard[];
  /** of real hosts only: a recording counts in no dashboard or alarm */
  totals: {
    hosts: number;
    reachable: number;
    leakedBytes: number;
    /** hosts whose leak is unknown: the total is then "at least" */
    leakUnknownHosts: number;
    critical: number;
    warning: number;
    info: number;
  };
}

/** Is everything all right, and where is my space going? Reads the store only. */
export function readOverview(app: Application, actor: Actor): Overview {
  requireRole(actor, 'viewer');
  const cards = app.store.hosts.all().map((host) => cardOf(app, host, readReport(app, actor, host.id)));
  const real = cards.filter((card) => !isDemoHost(card));
  const sum = (value: (card: HostCard) => number): number => real.reduce((total, card) => total + value(card), 0);
  return {
    cards,
    totals: {
      hosts: real.length,
      reachable: real.filter((card) => card.state.state === 'reachable' || card.state.state === 'scanning').length,
      leakedBytes: sum((card) => (card.leaked.state === 'known' ? card.leaked.value.bytes : 0)),
      leakUnknownHosts: real.filter((card) => card.leaked.state === 'unknown').length,
      critical: sum((card) => card.findings.critical),
      warning: sum((card) => card.findings.warning),
      info: sum((card) => card.findings.info),
    },
  };
}

function cardOf(app: Application, host: Host, report: Report | null): HostCard {
  const count = (severity: string): number =>
    report?.findings.filter((finding) => finding.severity === severity).length ?? 0;
  const dataRoot = report?.filesystems.find((filesystem) => filesystem.roles.includes('data-root')) ?? null;
  const engine = report && !('state' in report.engine) ? report.engine : null;
  return {
    id: host.id,
    name: host.name,
    url: host.url,
    state: app.store.hostStates.of(host.id),
    collectedAt: report?.collectedAt ?? null,
    platformTitle: report && !('state' in report.platform) ? report.platform.title : null,
    storageDriver: engine?.storageDriver ?? null,
    backingFilesystem: engine?.backingFilesystem ?? dataRoot?.type ?? null,
    engineVersion: engine?.version ?? null,
    dataRootFilesystem: dataRoot,
    ledger: report?.ledger.filter((row) => row.filesystem === dataRoot?.id) ?? [],
    leaked: leakedOf(report),
    findings: { critical: count('critical'), warning: count('warning'), info: count('info') },
    reclaimableBytes: reclaimableOf(report),
    worst: report?.findings[0] ?? null,
    offers: report?.findings[0]?.remedies.slice(0, 2) ?? [],
  };
}

function reclaimableOf(report: Report | null): number | null {
  const amounts = report?.findings.flatMap(({ reclaimable }) => reclaimable?.bytes ?? []).filter((bytes) => bytes > 0);
  return amounts && amounts.length > 0 ? amounts.reduce((sum, bytes) => sum + bytes, 0) : null;
}

/** What all runs freed so far, by measurement on the filesystem, in bytes. */
export function readFreed(app: Application, actor: Actor): { totalBytes: number; byHost: ReadonlyMap<string, number> } {
  requireRole(actor, 'viewer');
  const byHost = app.store.runs.freedByHost();
  return { totalBytes: [...byHost.values()].reduce((sum, bytes) => sum + bytes, 0), byHost };
}

function leakedOf(report: Report | null): HostCard['leaked'] {
  if (!report) return { state: 'unknown', reason: 'not-collected', detail: 'This host has not been scanned yet.' };
  const section = report.sections.leaks;
  if (section.state === 'unknown') return { state: 'unknown', reason: 'no-capability', detail: section.detail };
  // Abandoned stores hide containers; they are never called leaked.
  const leaks = report.leaks.filter((leak) => leak.kind !== 'abandoned-store');
  const sizes: Fact<number>[] = leaks.map((leak) => leak.bytes);
  const bytes = sizes.reduce((total, size) => total + (size.state === 'known' ? size.value : 0), 0);
  return known({ bytes, count: leaks.length, exact: sizes.every((size) => size.state === 'known') });
}
