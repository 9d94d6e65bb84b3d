import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import type { AuditFilter } from '../../store/accounts/audit.ts';
import type { AuditEntry } from '../../store/accounts/audit-entry.ts';
import type { Application } from '../core/application.ts';
import { hostOf } from '../hosts/hosts.ts';

export type ActivityEntry = AuditEntry & { id: number };

export interface ActivityFilter {
  /** entries older than this id: the cursor of the next page */
  before?: number | undefined;
  limit?: number | undefined;
  /** id or name of a host */
  host?: string | undefined;
  actor?: string | undefined;
  /** an action (`run.started`), or what it begins with (`run`) */
  action?: string | undefined;
  /** ISO times, both included */
  from?: string | undefined;
  to?: string | undefined;
}

/** Who did what, when and with which result; newest first. */
export function listActivity(app: Application, actor: Actor, filter: ActivityFilter = {}): ActivityEntry[] {
  requireRole(actor, 'operator');
  return app.store.audit.list(auditFilter(app, filter));
}

/** The same, all of it, page by page: years of it need not fit into memory at once. */
export function* exportActivity(
  app: Application,
  actor: Actor,
  filter: Omit<ActivityFilter, 'before' | 'limit'> = {},
  pageSize = 1000,
): Generator<ActivityEntry> {
  requireRole(actor, 'operator');
  const wanted = auditFilter(app, filter);
  let before: number | undefined;
  while (true) {
    const page = app.store.audit.list({ ...wanted, limit: pageSize, ...(before === undefined ? {} : { before }) });
    yield* page;
    before = page.at(-1)?.id;
    if (page.length < pageSize || before === undefined) return;
  }
}

function auditFilter(app: Application, filter: ActivityFilter): AuditFilter {
  const { before, limit, host, actor, action, from, to } = filter;
  return {
    ...(before === undefined ? {} : { before }),
    ...(limit === undefined ? {} : { limit }),
    ...(host === undefined ? {} : { hostId: hostOf(app, host).id }),
    ...(actor === undefined ? {} : { actor }),
    ...(action === undefined ? {} : { action }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}
