import fs from 'node:fs';
import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import type { Host } from '../../domain/host.ts';
import { printableName } from '../../domain/names.ts';
import type { MetricFamily, MetricSample } from '../../domain/open-metrics.ts';
import { nextTurn } from '../../domain/slices.ts';
import { bilgeVersion } from '../../domain/version.ts';
import type { Application } from '../core/application.ts';
import { readReport } from '../scans/reports.ts';
import { writtenByProcess } from '../server/written-bytes.ts';
import { append, hostSamples, type Sampled } from './host-metrics.ts';
import { families } from './metric-families.ts';
import {
  type HostNames,
  hostWatchSamples,
  type LatestSamples,
  refusalSamples,
  scheduleSamples,
  volumeSamples,
} from './watch-metrics.ts';

/**
 * Everything of a dashboard for Prometheus: read from the store, made fresh at each scrape, host after host in turns of its own,
 * because a page must not wait for a scrape of hundreds. Demo hosts are recordings and not in it.
 */
export async function readMetrics(app: Application, actor: Actor): Promise<MetricFamily[]> {
  requireRole(actor, 'viewer');
  const all: Sampled = ownSamples(app);
  const add = (sampled: Sampled): void => {
    for (const [name, samples] of sampled) append(all, `bilge_${name}`, samples);
  };
  const hosts = app.store.hosts.all();
  for (const host of hosts.filter((one) => !isDemoHost(one))) {
    const latest = app.store.samples.latest(host.id);
    const state = app.store.hostStates.of(host.id);
    const report = readReport(app, actor, host.id);
    add(hostSamples({ host, state, report }));
    add(growthSamples(app, host, latest));
    add(hostWatchSamples(app, host, { report, latest }));
    if (report !== null) add(volumeSamples(host, report, app.settings.metricsVolumes));
    await nextTurn();
  }
  // Runs are told of every host that is still there; demo hosts have none that count, and no schedules.
  const names = namesOf(hosts);
  add(runSamples(app, names));
  add(refusalSamples(app, names));
  add(scheduleSamples(app, namesOf(hosts.filter((one) => !isDemoHost(one)))));
  return families.map((family) => ({ ...family, samples: all.get(family.name) ?? [] }));
}

const dayMs = 86_400_000;

/** From the sample of about a day ago to the newest; a row without either is not there. */
function growthSamples(app: Application, { id: hostId, name: hostName }: Host, all: LatestSamples): Sampled {
  const host = printableName(hostName);
  const now = app.now().getTime();
  const latest = Object.entries(all).filter(
    ([name, { at }]) => name.startsWith('ledger.') && now - Date.parse(at) < dayMs / 4,
  );
  const from = new Date(now - 1.5 * dayMs).toISOString();
  const before = app.store.samples.since(
    hostId,
    from,
    latest.map(([name]) => name),
  );
  const growth: MetricSample[] = [];
  const leaks: MetricSample[] = [];
  for (const [name, { at, value }] of latest) {
    const start = before.findLast((one) => one.name === name && Date.parse(at) - Date.parse(one.at) >= 0.8 * dayMs);
    if (start === undefined) continue;
    const perSecond = (value - start.value) / ((Date.parse(at) - Date.parse(start.at)) / 1000);
    growth.push({ labels: { host, row: name.slice('ledger.'.length) }, value: perSecond });
    if (name === 'ledger.leaked-layers') leaks.push({ labels: { host }, value: perSecond });
  }
  return new Map([
    ['growth_bytes_per_second', growth],
    ['leak_growth_bytes_per_second', leaks],
  ]);
}

function namesOf(hosts: readonly Host[]): HostNames {
  return new Map(hosts.map(({ id, name }) => [id, printableName(name)]));
}

/** Of hosts that are still there. */
function runSamples(app: Application, names: HostNames): Sampled {
  const ended = app.store.runs.endedByAction().flatMap((row) => {
    const host = names.get(row.hostId);
    return host === undefined ? [] : [{ ...row, host }];
  });
  const byAction = Map.groupBy(ended, ({ host, action }) => JSON.stringify([host, action]));
  const durations = [...byAction.values()].flatMap((rows) => {
    const [first] = rows;
    if (first === undefined) return [];
    const sum = (value: (row: (typeof rows)[number]) => number): number =>
      rows.reduce((total, row) => total + value(row), 0);
    const labels = { host: first.host, action: first.action };
    return [{ labels, seconds: sum(({ seconds }) => seconds), count: sum(({ count }) => count) }];
  });
  return new Map([
    ['runs', ended.map(({ host, action, result, count }) => ({ labels: { host, action, result }, value: count }))],
    ['run_duration_seconds_sum', durations.map(({ labels, seconds }) => ({ labels, value: seconds }))],
    ['run_duration_seconds_count', durations.map(({ labels, count }) => ({ labels, value: count }))],
    [
      'freed_bytes',
      [...app.store.runs.freedByHost()].flatMap(([hostId, bytes]) => {
        const host = names.get(hostId);
        return host === undefined ? [] : [{ labels: { host }, value: bytes }];
      }),
    ],
  ]);
}

function ownSamples(app: Application): Sampled {
  const channels = app.store.channels.all().map((channel) => ({
    labels: { channel: printableName(channel.name) },
    health: app.store.channels.health(channel.id),
    counts: app.store.outbox.counts(channel.id),
  }));
  const { user, system } = process.cpuUsage();
  const written = writtenByProcess();
  const size = (file: string): MetricSample[] => {
    const bytes = fs.statSync(file, { throwIfNoEntry: false })?.size;
    return bytes === undefined ? [] : [{ value: bytes }];
  };
  return new Map([
    ['bilge_build', [{ labels: { version: bilgeVersion }, value: 1 }]],
    [
      'bilge_notifications',
      channels.flatMap(({ labels, health }) => [
        { labels: { ...labels, result: 'sent' }, value: health.sentTotal },
        { labels: { ...labels, result: 'failed' }, value: health.failedTotal },
      ]),
    ],
    ['bilge_notification_queue', channels.map(({ labels, counts }) => ({ labels, value: counts.waiting }))],
    [
      'bilge_notification_oldest_seconds',
      channels.flatMap(({ labels, counts: { oldestAt } }) =>
        oldestAt === null ? [] : [{ labels, value: Math.max(0, (app.now().getTime() - Date.parse(oldestAt)) / 1000) }],
      ),
    ],
    ['bilge_store_bytes', size(app.store.file)],
    ['bilge_store_wal_bytes', size(`${app.store.file}-wal`)],
    ['bilge_store_written_bytes', written === null ? [] : [{ value: written }]],
    ['process_resident_memory_bytes', [{ value: process.memoryUsage.rss() }]],
    ['process_cpu_seconds', [{ value: (user + system) / 1e6 }]],
    ['process_start_time_seconds', [{ value: Math.round(Date.now() / 1000 - process.uptime()) }]],
  ]);
}
