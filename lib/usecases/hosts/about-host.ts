import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { valueOr } from '../../domain/fact.ts';
import { keptPlaces, platformOf, serviceOf } from '../../platforms/detect-platform.ts';
import type { ServiceWords } from '../../platforms/service-control.ts';
import type { Application } from '../core/application.ts';
import { judgedOffers } from '../plans/host-offers.ts';
import { readReport } from '../scans/reports.ts';
import { hostOf } from './hosts.ts';

export interface AboutPlatform {
  title: string;
  /** what Bilge's knowledge of this family rests on: tried, or from sources only */
  provenance: string;
  /** as the run's script does it, or why Bilge does not stop Docker there */
  control: ServiceWords | { refusal: string };
  /** how something is mounted at boot so that it stays and Docker waits for it */
  bootMounts: string;
  /** best first */
  configurationPaths: readonly string[];
  configurationOwner: 'administrator' | 'vendor';
  configurationAdvice: string;
  /** where files survive reboots and updates: `/` everywhere; null where no place is known */
  persistentDirectory: string | null;
  /** what Bilge always refuses on this host, each with its reason */
  refused: { what: string; why: string }[];
}

/** What is known of a host's platform and what that allows; null until it has been scanned or where the platform is unknown. */
export function describePlatform(app: Application, actor: Actor, hostId: string): AboutPlatform | null {
  requireRole(actor, 'viewer');
  const report = readReport(app, actor, hostId);
  if (!report || 'state' in report.platform) return null;
  const { id, init } = report.platform;
  const platform = platformOf(id);
  const service = serviceOf(id, init);
  const facts = app.store.facts.latest(hostId);
  const configuration = facts ? valueOr(facts.sections.daemonConfiguration, null) : null;
  const found = facts ? valueOr(facts.sections.platform, null) : null;
  const leftOut = found?.leftOut ?? [];
  // Also of a host that does not answer now: what its platform refuses stays so.
  const judged = judgedOffers(app, hostOf(app, hostId));
  const refusedActions = ('listed' in judged ? judged.listed : []).flatMap(({ action, offer }) =>
    offer.blocked !== null && action.scope === 'host' ? [{ what: action.title, why: offer.blocked.reason }] : [],
  );
  return {
    title: platform.title,
    provenance: platform.provenance,
    control: 'refusal' in service ? service : { stop: service.stop, start: service.start },
    bootMounts: platform.bootMounts,
    // Where the platform keeps it differs from device to device, the scan has found it.
    configurationPaths:
      platform.daemonConfigurationPaths.length === 0 && configuration !== null
        ? [configuration.path]
        : platform.daemonConfigurationPaths,
    configurationOwner: platform.configurationOwner,
    configurationAdvice: platform.configurationAdvice,
    persistentDirectory: keptPlaces(found ?? { id, tools: {} }).persistentDirectory,
    refused: [
      ...report.refusals.map(({ excuse }) => ({ what: 'Removing anything from Docker’s storage', why: excuse })),
      ...refusedActions,
      ...leftOut.map(({ path, why }) => ({
        what: `Running programs from ${path}`,
        why: `Other users could replace them, and Bilge would run them as root: ${why}.`,
      })),
      ...platform.refused,
    ],
  };
}
