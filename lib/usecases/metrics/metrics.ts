import fs from 'node:fs';
import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { printableName } from '../../domain/names.ts';
import type { MetricFamily, MetricSample } from '../../domain/open-metrics.ts';
import { nextTurn } from '../../domain/slices.ts';
import { bilgeVersion } from '../../domain/version.ts';
import type { Application } from '../core/application.ts';
import { readReport } from '../scans/reports.ts';
import { append, hostSamples, type Sampled } from './host-metrics.ts';

/** Everything of a dashboard for Prometheus: read from the store, made fresh at each scrape. Demo hosts are recordings and not in it. */
const families: readonly Omit<MetricFamily, 'samples'>[] = [
  { name: 'bilge_build', type: 'info', help: 'Version of Bilge.' },
  { name: 'bilge_host', type: 'info', help: 'Platform, engine, storage driver and image store of a host.' },
  { name: 'bilge_host_up', type: 'gauge', help: 'Whether the last scan of the host succeeded.' },
  {
    name: 'bilge_host_last_scan_timestamp_seconds',
    type: 'gauge',
    help: 'When the figures of the host were collected.',
  },
  { name: 'bilge_scan_duration_seconds', type: 'gauge', help: 'How long the last scan took.' },
  { name: 'bilge_scan_cpu_seconds', type: 'gauge', help: 'Processor time of the last scan on the host.' },
  { name: 'bilge_scan_received_bytes', type: 'gauge', help: 'What the last scan received.' },
  { name: 'bilge_scan_engine_requests', type: 'gauge', help: 'Requests of the last scan to Docker.' },
  { name: 'bilge_section_known', type: 'gauge', help: 'Whether the last scan could read this section.' },
  { name: 'bilge_filesystem_size_bytes', type: 'gauge', help: 'Size of a filesystem that Docker uses.' },
  { name: 'bilge_filesystem_used_bytes', type: 'gauge', help: 'Used bytes of a filesystem that Docker uses.' },
  { name: 'bilge_filesystem_avail_bytes', type: 'gauge', help: 'Bytes that are available to unprivileged users.' },
  {
    name: 'bilge_ledger_bytes',
    type: 'gauge',
    help: 'Used bytes by what they are used for; the rows add up to what is used.',
  },
  { name: 'bilge_reclaimable_bytes', type: 'gauge', help: 'What an offered action would free, by kind.' },
  { name: 'bilge_leaked_bytes', type: 'gauge', help: 'Leaked bytes by kind of leak and state of its proof.' },
  { name: 'bilge_leaked_objects', type: 'gauge', help: 'Leaked objects by kind of leak and state of its proof.' },
  { name: 'bilge_quarantine_bytes', type: 'gauge', help: 'What is quarantined.' },
  { name: 'bilge_findings', type: 'gauge', help: 'Open findings by severity.' },
  {
    name: 'bilge_finding_active',
    type: 'gauge',
    help: 'Whether a check has open findings; absent where it could not run.',
  },
  { name: 'bilge_growth_bytes_per_second', type: 'gauge', help: 'Growth of a ledger row within the last day.' },
  {
    name: 'bilge_leak_growth_bytes_per_second',
    type: 'gauge',
    help: 'Growth of the leaked layers within the last day.',
  },
  { name: 'bilge_runs', type: 'counter', help: 'Runs that ended, by action and result.' },
  { name: 'bilge_run_duration_seconds_sum', type: 'gauge', help: 'Time that runs took, by action.' },
  { name: 'bilge_run_duration_seconds_count', type: 'gauge', help: 'Runs whose duration is known, by action.' },
  { name: 'bilge_freed_bytes', type: 'counter', help: 'What runs freed, by measurement on the filesystem.' },
  { name: 'bilge_notifications', type: 'counter', help: 'Messages that were sent, and tries that failed.' },
  { name: 'bilge_notification_queue', type: 'gauge', help: 'Messages that wait for their channel.' },
  { name: 'bilge_notification_oldest_seconds', type: 'gauge', help: 'Age of the oldest message that waits.' },
  { name: 'bilge_store_bytes', type: 'gauge', help: 'Size of the database.' },
  { name: 'bilge_store_wal_bytes', type: 'gauge', help: 'Size of the write-ahead log of the database.' },
  { name: 'process_resident_memory_bytes', type: 'gauge', help: 'Resident memory of the dashboard.' },
  { name: 'process_cpu_seconds', type: 'counter', help: 'Processor time of the dashboard.' },
  { name: 'process_start_time_seconds', type: 'gauge', help: 'When the dashboard was started.' },
];

/** Host after host in turns of its own: a page must not wait for a scrape of hundreds. */
export async function readMetrics(app: Application, actor: Actor): Promise<MetricFamily[]> {
  requireRole(actor, 'viewer');
  const all: Sampled = ownSamples(app);
  const add = (sampled: Sampled): void => {
    for (const [name, samples] of sampled) append(all, `bilge_${name}`, samples);
  };
  for (const host of app.store.hosts.all().filter((one) => !isDemoHost(one))) {
    const state = app.store.hostStates.of(host.id);
    add(hostSamples({ host, state, report: readReport(app, actor, host.id) }));
    add(growthSamples(app, host.id, printableName(host.name)));
    await nextTurn();
  }
  add(runSamples(app));
  return families.map((family) => ({ ...family, samples: all.get(family.name) ?? [] }));
}

const dayMs = 86_400_000;

/** From the sample of about a day ago to the newest; a row without either is not there. */
function growthSamples(app: Application, hostId: string, host: string): Sampled {
  const now = app.now().getTime();
  const latest = Object.entries(app.store.samples.latest(hostId)).filter(
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

/** Of hosts that are still there. */
function runSamples(app: Application): Sampled {
  const names = new Map(app.store.hosts.all().map(({ id, name }) => [id as string, printableName(name)]));
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
    ['process_resident_memory_bytes', [{ value: process.memoryUsage.rss() }]],
    ['process_cpu_seconds', [{ value: (user + system) / 1e6 }]],
    ['process_start_time_seconds', [{ value: Math.round(Date.now() / 1000 - process.uptime()) }]],
  ]);
}
