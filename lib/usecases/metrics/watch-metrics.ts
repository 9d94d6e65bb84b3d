import { filesystemOfDataRoot } from '../../domain/data-root-filesystem.ts';
import type { Host } from '../../domain/host.ts';
import { printableName } from '../../domain/names.ts';
import type { MetricSample } from '../../domain/open-metrics.ts';
import type { Report } from '../../domain/report.ts';
import type { ScheduleOutcome } from '../../domain/schedule.ts';
import type { Application } from '../core/application.ts';
import { forecastOf } from '../forecast/forecasts.ts';
import { storedLook } from '../scans/disk-look.ts';
import { metadataSample } from '../scans/scan-samples.ts';
import { withRun } from '../schedules/outcomes.ts';
import { allSchedules, nextOf } from '../schedules/schedule-store.ts';
import type { Sampled } from './host-metrics.ts';

/** The newest sample of each series of a host: read once for everything that is told of it. */
export type LatestSamples = Readonly<Record<string, { at: string; value: number }>>;

/** By the id of the host, as it is printed. */
export type HostNames = ReadonlyMap<string, string>;

/** What the watchers of a host know: forecast, sleeping disks, metadata. What they do not know yet has no sample. */
export function hostWatchSamples(
  app: Application,
  host: Host,
  { report, latest }: { report: Report | null; latest: LatestSamples },
): Sampled {
  const own = printableName(host.name);
  const look = storedLook(app, host.id);
  return new Map([
    ['host_asleep', look === null ? [] : [{ labels: { host: own }, value: Number(look.asleepSince !== null) }]],
    ['filesystem_metadata_used_ratio', report === null ? [] : metadataSamples(host, report, latest)],
    ...forecastSamples(app, host),
  ]);
}

/** As the scan saw it that the report is of: an older figure is no figure of today. */
function metadataSamples(host: Host, report: Report, latest: LatestSamples): MetricSample[] {
  const newest = latest[metadataSample];
  const home = filesystemOfDataRoot(report.filesystems);
  if (newest === undefined || home === undefined || newest.at !== report.collectedAt) return [];
  const labels = {
    host: printableName(host.name),
    filesystem: home.mountPoint,
    role: [...home.roles].sort().join(','),
  };
  return [{ labels, value: newest.value }];
}

function forecastSamples(app: Application, host: Host): Sampled {
  const drawn = forecastOf(app, host.id);
  if (drawn === null || drawn.mountPoint === undefined || drawn.usual.state !== 'known') return new Map();
  const { usual, madeAt } = drawn;
  const labels = { host: printableName(host.name), filesystem: drawn.mountPoint };
  const madeSeconds = Date.parse(madeAt) / 1000;
  const on = (days: number | null): MetricSample[] =>
    days === null ? [] : [{ labels, value: Math.round(madeSeconds + days * 86_400) }];
  return new Map([
    [
      'forecast_full_probability_ratio',
      [
        { labels: { ...labels, window: '7d' }, value: usual.fullWithin7 },
        { labels: { ...labels, window: '30d' }, value: usual.fullWithin30 },
      ],
    ],
    ['forecast_full_timestamp_seconds', on(usual.days.likely)],
    ['forecast_full_p10_timestamp_seconds', on(usual.days.early)],
    ['forecast_full_p90_timestamp_seconds', on(usual.days.late)],
    ['forecast_made_timestamp_seconds', [{ labels, value: madeSeconds }]],
  ]);
}

/** The largest by name, and only so many: labels without a bound fill the disk of whoever scrapes them. */
export function volumeSamples(host: Host, { volumes, sections }: Report, most: number): Sampled {
  if (most === 0 || sections.volumes?.state !== 'known') return new Map();
  const sized = volumes.flatMap(({ name, bytes }) => (bytes.state === 'known' ? [{ name, bytes: bytes.value }] : []));
  const largest = sized.sort((one, other) => other.bytes - one.bytes).slice(0, most);
  const labels = { host: printableName(host.name) };
  return new Map([
    [
      'volume_bytes',
      largest.map(({ name, bytes }) => ({ labels: { ...labels, volume: printableName(name) }, value: bytes })),
    ],
  ]);
}

/** Of hosts that are still there. */
export function refusalSamples(app: Application, names: HostNames): Sampled {
  const refused = app.store.runs.refusalsByGuard().flatMap(({ hostId, guard, count }) => {
    const host = names.get(hostId);
    return host === undefined ? [] : [{ labels: { host, guard: printableName(guard) }, value: count }];
  });
  return new Map([['guard_refusals', refused]]);
}

export function scheduleSamples(app: Application, hosts: HostNames): Sampled {
  const next: MetricSample[] = [];
  const succeeded: MetricSample[] = [];
  const failures: MetricSample[] = [];
  for (const schedule of allSchedules(app)) {
    const host = hosts.get(schedule.hostId);
    if (host === undefined) continue;
    const labels = { host, schedule: printableName(schedule.name) };
    const nextMs = schedule.isPaused ? null : nextOf(app, schedule);
    if (nextMs !== null) next.push({ labels, value: nextMs / 1000 });
    const outcomes = schedule.outcomes.map((outcome) => withRun(app, outcome));
    const good = outcomes.find(isGood);
    if (good !== undefined) succeeded.push({ labels, value: Date.parse(good.at) / 1000 });
    // What goes on now is neither.
    const ended = outcomes.filter(({ state }) => state !== 'begun');
    const first = ended.findIndex(isGood);
    failures.push({ labels, value: first < 0 ? ended.length : first });
  }
  return new Map([
    ['schedule_next_run_timestamp_seconds', next],
    ['schedule_last_success_timestamp_seconds', succeeded],
    ['schedule_failures', failures],
  ]);
}

function isGood({ state }: ScheduleOutcome): boolean {
  return state === 'done' || state === 'skipped';
}
