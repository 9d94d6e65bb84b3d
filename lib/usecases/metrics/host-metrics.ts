import type { Host } from '../../domain/host.ts';
import { printableName } from '../../domain/names.ts';
import type { MetricSample } from '../../domain/open-metrics.ts';
import { reclaimableKinds } from '../../domain/reclaimable.ts';
import type { HostState, Report } from '../../domain/report.ts';

/** Samples of one host by name of the family. A figure that the last scan does not have is not there. */
export type Sampled = Map<string, MetricSample[]>;

export function append(to: Sampled, name: string, samples: readonly MetricSample[]): void {
  const before = to.get(name);
  if (before === undefined) to.set(name, [...samples]);
  else before.push(...samples);
}

export interface WatchedHost {
  host: Host;
  state: HostState;
  report: Report | null;
}

export function hostSamples({ host, state, report }: WatchedHost): Sampled {
  const own = { host: printableName(host.name) };
  const samples: Sampled = new Map();
  const add = (name: string, value: number | null, labels: Record<string, string> = {}): void => {
    if (value === null) return;
    append(samples, name, [{ labels: { ...own, ...labels }, value }]);
  };
  // While it is scanned it is what it was: the last scan says.
  if (state.state === 'reachable' || state.state === 'unreachable') add('host_up', Number(state.state === 'reachable'));
  if (report === null) return samples;

  add('host', 1, infoOf(report));
  add('host_last_scan_timestamp_seconds', Date.parse(report.collectedAt) / 1000);
  add('scan_duration_seconds', report.cost.wallMs / 1000);
  add('scan_cpu_seconds', report.cost.remoteCpuMs === null ? null : report.cost.remoteCpuMs / 1000);
  add('scan_received_bytes', report.cost.bytes);
  add('scan_engine_requests', report.cost.engineRequests);
  for (const [section, { state: known }] of Object.entries(report.sections))
    add('section_known', Number(known === 'known'), { section });

  for (const filesystem of report.filesystems) {
    const labels = { filesystem: filesystem.mountPoint, role: [...filesystem.roles].sort().join(',') };
    add('filesystem_size_bytes', filesystem.totalBytes, labels);
    add('filesystem_used_bytes', filesystem.usedBytes, labels);
    add('filesystem_avail_bytes', filesystem.freeBytes, labels);
  }
  const places = new Map(report.filesystems.map(({ id, mountPoint }) => [id, mountPoint]));
  for (const { filesystem, row, bytes } of report.ledger) {
    const labels = { filesystem: places.get(filesystem) ?? filesystem, row };
    if (bytes.state === 'known') add('ledger_bytes', bytes.value, labels);
  }
  addReclaimable(report, add);
  addLeaks(report, add);
  for (const severity of ['critical', 'warning', 'info'] as const)
    add('findings', report.findings.filter((finding) => finding.severity === severity).length, { severity });
  // Only checks that could judge: one that could not run is neither active nor not.
  for (const { id, status } of report.checks)
    if (status === 'pass' || status === 'fail') add('finding_active', Number(status === 'fail'), { check: id });
  return samples;
}

type Add = (name: string, value: number | null, labels?: Record<string, string>) => void;

function infoOf({ engine, platform }: Report): Record<string, string> {
  const ofEngine =
    'state' in engine ? {} : { engine: engine.version, driver: engine.storageDriver, image_store: engine.imageStore };
  const ofPlatform = 'state' in platform ? {} : { platform: platform.id };
  return Object.fromEntries(
    Object.entries({ ...ofEngine, ...ofPlatform }).map(([name, value]) => [name, printableName(value)]),
  );
}

/** A kind whose size is unknown has no sample; one with nothing to free is 0. */
function addReclaimable({ reclaimable }: Report, add: Add): void {
  const unknown = new Set(reclaimable.unknown.map(({ kind }) => kind));
  for (const kind of reclaimableKinds) {
    if (unknown.has(kind)) continue;
    add('reclaimable_bytes', reclaimable.parts.find((part) => part.kind === kind)?.bytes ?? 0, { row: kind });
  }
  if (!unknown.has('quarantine'))
    add('quarantine_bytes', reclaimable.parts.find(({ kind }) => kind === 'quarantine')?.bytes ?? 0);
}

const stateLabels: Record<string, string> = { orphan: 'proven', 'too-young': 'young' };

/** Nothing where the list is unknown. Bytes only where every object of the kind and state has a size. */
function addLeaks({ leaks, sections }: Report, add: Add): void {
  if (sections.leaks?.state !== 'known') return;
  const groups = Map.groupBy(leaks, ({ kind, state }) => `${kind} ${stateLabels[state] ?? 'suspect'}`);
  for (const [key, members] of groups) {
    const [kind = '', state = ''] = key.split(' ');
    add('leaked_objects', members.length, { kind, state });
    const sizes = members.map(({ bytes }) => (bytes.state === 'known' ? bytes.value : null));
    const known = sizes.filter((size) => size !== null);
    if (known.length === sizes.length)
      add(
        'leaked_bytes',
        known.reduce((sum, size) => sum + size, 0),
        { kind, state },
      );
  }
}
