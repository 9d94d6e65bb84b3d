import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import { InvalidInputError, NotFoundError } from '../../domain/errors.ts';
import { type OfferedFinding, type Severity, severities } from '../../domain/finding.ts';
import type { FindingEvent } from '../../store/findings/finding-changes.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';
import { hostOf } from '../hosts/hosts.ts';
import { hostOffers, offered } from './offered-remedies.ts';

export interface OpenFinding {
  /** its address distinguishes a demo host from a real one */
  host: { id: string; name: string; url: string };
  finding: OfferedFinding;
  openSince: string;
  muted: { reason: string; by: string; until: string | null } | null;
}

/** Open findings of all hosts (or one), the worst first. */
export function listFindings(app: Application, actor: Actor, idOrName?: string): OpenFinding[] {
  requireRole(actor, 'viewer');
  const now = app.now().toISOString();
  const hosts = idOrName === undefined ? app.store.hosts.all() : [hostOf(app, idOrName)];
  return hosts
    .flatMap((host) => {
      const mutes = new Map(app.store.mutes.active(host.id, now).map((mute) => [mute.key, mute]));
      const offers = hostOffers(app, host);
      return app.store.findings.open(host.id).map(({ finding, openSince }): OpenFinding => {
        const mute = mutes.get(finding.key);
        return {
          host: { id: host.id, name: host.name, url: host.url },
          finding: offered(finding, offers),
          openSince,
          muted: mute ? { reason: mute.reason, by: mute.by, until: mute.expiresAt } : null,
        };
      });
    })
    .sort((left, right) => severities.indexOf(left.finding.severity) - severities.indexOf(right.finding.severity));
}

export interface FindingHistoryLine {
  key: string;
  checkId: string;
  event: FindingEvent;
  severity: Severity;
  /** ISO time */
  at: string;
  title: string;
}

/** What the findings of a host did (opened, worsened, improved, closed), newest first. */
export function readFindingHistory(
  app: Application,
  actor: Actor,
  idOrName: string,
  filter: { from?: string; limit?: number } = {},
): FindingHistoryLine[] {
  requireRole(actor, 'viewer');
  const host = hostOf(app, idOrName);
  return app.store.findings.history({ hostId: host.id, ...filter }).map((line) => ({
    key: line.key,
    checkId: line.checkId,
    event: line.event,
    severity: severities.find((severity) => severity === line.severity) ?? 'info',
    at: line.at,
    title: line.title,
  }));
}

export function muteFinding(
  app: Application,
  actor: Actor,
  input: { host: string; key: string; reason: string; until: string | null },
): Promise<void> {
  requireRole(actor, 'operator');
  const host = hostOf(app, input.host);
  const now = app.now();
  if (input.until !== null && new Date(input.until) <= now) throw new InvalidInputError('That date is in the past.');
  // A typing error would seem to mute something. A finding that closed meanwhile may be muted before it opens again.
  if (app.store.findings.history({ hostId: host.id, key: input.key, limit: 1 }).length === 0)
    throw new NotFoundError(`No finding “${input.key}” on ${host.name}.`);
  return audited(
    app,
    actor,
    { action: 'finding.muted', subject: input.key, hostId: host.id, detail: { reason: input.reason } },
    () => {
      app.store.mutes.put({
        hostId: host.id,
        key: input.key,
        reason: input.reason,
        by: actor.name,
        at: now.toISOString(),
        expiresAt: input.until,
      });
      app.events.publish({ type: 'host', hostId: host.id });
    },
  );
}

export function unmuteFinding(app: Application, actor: Actor, input: { host: string; key: string }): Promise<void> {
  requireRole(actor, 'operator');
  const host = hostOf(app, input.host);
  return audited(app, actor, { action: 'finding.unmuted', subject: input.key, hostId: host.id }, () => {
    app.store.mutes.remove(host.id, input.key);
    app.events.publish({ type: 'host', hostId: host.id });
  });
}

/** Samples over time, and what findings did. Without bounds: the last 30 days. */
export function readHistory(
  app: Application,
  actor: Actor,
  idOrName: string,
  range: {
    from: string | null;
    to: string | null;
    stepSeconds: number;
    /** only series whose names begin so: a page draws a few of hundreds */
    only?: readonly string[];
    /** also the series of each volume, image and container */
    withOwners?: boolean;
  },
) {
  requireRole(actor, 'viewer');
  const host = hostOf(app, idOrName);
  const to = range.to ?? app.now().toISOString();
  const from = range.from ?? new Date(new Date(to).getTime() - 30 * 86_400_000).toISOString();
  const isWanted = (name: string): boolean =>
    range.only === undefined
      ? range.withOwners === true || !name.startsWith('owner.')
      : range.only.some((begin) => name.startsWith(begin));
  const names = app.store.samples.names(host.id).filter(isWanted);
  const series = app.store.samples.series({ hostId: host.id, names, from, to, stepMs: range.stepSeconds * 1000 });
  return { from, to, series, findings: app.store.findings.history({ hostId: host.id, from }) };
}
