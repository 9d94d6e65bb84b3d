import type { Actor } from '../access/actor.ts';
import { requireRole } from '../access/actor.ts';
import type { InitSystem, PlatformId } from '../domain/platform-facts.ts';
import { platformOf } from '../platforms/detect-platform.ts';
import { listActions } from './actions.ts';
import type { Application } from './application.ts';
import { readReport } from './reports.ts';

export interface AboutPlatform {
  title: string;
  /** what Bilge's knowledge of this family rests on: tried, or from sources only */
  provenance: string;
  /** as the run's script does it; null where Bilge does not stop Docker, or does not know how */
  control: { stop: string[]; start: string[] } | null;
  /** best first */
  configurationPaths: readonly string[];
  configurationOwner: 'administrator' | 'vendor';
  configurationAdvice: string;
  /** where files survive a reboot, where that is not everywhere */
  persistentDirectory: string | null;
  /** what Bilge refuses on this host whatever is found there, each with its reason */
  refused: { what: string; why: string }[];
}

/** Actions whose refusal is about the host itself, not about what there is to clean. */
const hostActions = ['restart-docker', 'set-log-rotation'];

/** What is known of a host's platform and what that allows; null until it has been scanned or where the platform is unknown. */
export function describePlatform(app: Application, actor: Actor, hostId: string): AboutPlatform | null {
  requireRole(actor, 'viewer');
  const report = readReport(app, actor, hostId);
  if (!report || 'state' in report.platform) return null;
  const { id, init } = report.platform;
  const platform = platformOf(id);
  const refusedActions = listActions(app, actor, hostId).flatMap((action) =>
    !action.available && hostActions.includes(action.id) ? [{ what: action.title, why: action.excuse }] : [],
  );
  return {
    title: platform.title,
    provenance: platform.provenance,
    control: dockerControl(id, init),
    configurationPaths: platform.daemonConfigurationPaths,
    configurationOwner: platform.configurationOwner,
    configurationAdvice: platform.configurationAdvice,
    persistentDirectory: platform.persistentDirectory,
    refused: [
      ...report.refusals.map(({ excuse }) => ({ what: 'Removing anything from Docker’s storage', why: excuse })),
      ...refusedActions,
    ],
  };
}

const services: Partial<Record<PlatformId | InitSystem, { stop: string[]; start: string[] }>> = {
  'synology-dsm': {
    stop: ['/usr/syno/bin/synopkg stop "$(docker_package)"'],
    start: ['/usr/syno/bin/synopkg start "$(docker_package)"'],
  },
  qnap: { stop: ['/etc/init.d/container-station.sh stop'], start: ['/etc/init.d/container-station.sh start'] },
  unraid: { stop: ['/etc/rc.d/rc.docker stop'], start: ['/etc/rc.d/rc.docker start'] },
  systemd: {
    stop: ['systemctl stop docker.socket', 'systemctl stop docker.service'],
    start: ['systemctl start docker.socket', 'systemctl start docker.service'],
  },
  openrc: { stop: ['rc-service docker stop'], start: ['rc-service docker start'] },
  sysv: { stop: ['/etc/init.d/docker stop'], start: ['/etc/init.d/docker start'] },
};

/** The same words as lib/actions/ops/shell/docker-service.sh; a test holds them together. */
export function dockerControl(id: PlatformId, init: InitSystem): AboutPlatform['control'] {
  // Docker belongs to the middleware there.
  if (id === 'truenas-scale') return null;
  return services[id] ?? services[init] ?? null;
}
