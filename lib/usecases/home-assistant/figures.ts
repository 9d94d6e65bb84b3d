import type { Actor } from '../../access/actor.ts';
import type { StoredChannel } from '../../domain/alerts/channel.ts';
import { filesystemOfDataRoot } from '../../domain/data-root-filesystem.ts';
import { isDemoHost } from '../../domain/demo-host.ts';
import { printableName } from '../../domain/names.ts';
import { nextTurn } from '../../domain/slices.ts';
import type { HostFigures } from '../../monitor/channels/home-assistant.ts';
import type { Application } from '../core/application.ts';
import { leakedOf } from '../hosts/overview.ts';
import { readReport } from '../scans/reports.ts';

const reader: Actor = { kind: 'system', name: 'home-assistant', role: 'viewer' };

/** The figures of the host's card, of each host that the channel is about; what is only a lower bound is told as unknown. */
export async function figuresOf(app: Application, channel: StoredChannel): Promise<HostFigures[]> {
  const told: HostFigures[] = [];
  for (const host of app.store.hosts.all()) {
    if (isDemoHost(host) || !(channel.rules.hosts?.includes(host.id) ?? true)) continue;
    const report = readReport(app, reader, host.id);
    const dataRoot = filesystemOfDataRoot(report?.filesystems ?? []) ?? null;
    const count = (severity: string): number | null =>
      report?.findings.filter((finding) => finding.severity === severity).length ?? null;
    const leaked = leakedOf(report);
    const { state } = app.store.hostStates.of(host.id);
    told.push({
      hostId: host.id,
      name: printableName(host.name),
      engine: report !== null && !('state' in report.engine) ? printableName(report.engine.version) : null,
      freeBytes: dataRoot?.freeBytes ?? null,
      usedPercent: percentOf(dataRoot),
      reclaimableBytes: report === null || report.reclaimable.atLeast ? null : report.reclaimable.totalBytes,
      leakedBytes: leaked.state === 'known' && leaked.value.exact ? leaked.value.bytes : null,
      critical: count('critical'),
      warning: count('warning'),
      info: count('info'),
      lastScan: report?.collectedAt ?? null,
      // While it is scanned it is what it was: nothing is told then, and the last one stays.
      isReachable: state === 'unreachable' ? false : report === null ? null : true,
    });
    await nextTurn();
  }
  return told;
}

function percentOf(filesystem: { usedBytes: number | null; freeBytes: number | null } | null): number | null {
  if (filesystem === null || filesystem.usedBytes === null || filesystem.freeBytes === null) return null;
  const size = filesystem.usedBytes + filesystem.freeBytes;
  return size === 0 ? null : Math.round((filesystem.usedBytes / size) * 1000) / 10;
}
