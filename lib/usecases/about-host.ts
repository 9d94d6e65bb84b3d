import type { Actor } from '../access/actor.ts';
import { requireRole } from '../access/actor.ts';
import { platformOf, serviceOf } from '../platforms/detect-platform.ts';
import type { ServiceControl } from '../platforms/service-control.ts';
import { listActions } from './actions.ts';
import type { Application } from './application.ts';
import { readReport } from './reports.ts';

export interface AboutPlatform {
  title: string;
  /** what Bilge's knowledge of this family rests on: tried, or from sources only */
  provenance: string;
  /** as the run's script does it, or why Bilge does not stop Docker there */
  control: ServiceControl;
  /** how something is mounted at boot so that it stays and Docker waits for it */
  bootMounts: string;
  /** best first */
  configurationPaths: readonly string[];
  configurationOwner: 'administrator' | 'vendor';
  configurationAdvice: string;
  /** where files survive a reboot: `/` everywhere; null where no place is known */
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
    control: serviceOf(id, init),
    bootMounts: platform.bootMounts,
    configurationPaths: platform.daemonConfigurationPaths,
    configurationOwner: platform.configurationOwner,
    configurationAdvice: platform.configurationAdvice,
    persistentDirectory: platform.persistentDirectory,
    refused: [
      ...report.refusals.map(({ excuse }) => ({ what: 'Removing anything from Docker’s storage', why: excuse })),
      ...refusedActions,
      ...platform.refused,
    ],
  };
}
