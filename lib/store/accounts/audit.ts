import { z } from 'zod';
import { messageOf } from '../../domain/errors.ts';
import type { HostId } from '../../domain/ids.ts';
import type { Database } from '../database/database.ts';
import { bounded } from './audit-bounds.ts';
import { type AuditEntry, actorKinds } from './audit-entry.ts';

export interface AuditFilter {
  /** entries older than this id: the cursor of the next page */
  before?: number;
  limit?: number;
  hostId?: HostId;
  actor?: string;
  action?: string;
  from?: string;
  to?: string;
}

export interface Audit {
  append(entry: AuditEntry): void;
  /** newest first */
  list(filter?: AuditFilter): (AuditEntry & { id: number })[];
}

const detailSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

interface AuditRow {
  id: number;
  at: string;
  actor_kind: string;
  actor: string;
  action: string;
  subject: string | null;
  host_id: string | null;
  result: string;
  detail: string;
}

export function auditQueries(database: Database): Audit {
  const append = database.query(
    `INSERT INTO audit (at, actor_kind, actor, action, subject, host_id, result, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const list = database.query<AuditRow>(
    `SELECT * FROM audit WHERE ($before IS NULL OR id < $before) AND ($host IS NULL OR host_id = $host)
       AND ($actor IS NULL OR actor = $actor) AND ($action IS NULL OR action = $action OR action LIKE $action || '.%')
       AND ($from IS NULL OR at >= $from) AND ($to IS NULL OR at <= $to)
     ORDER BY id DESC LIMIT $limit`,
  );
  return {
    append(asked) {
      const entry = bounded(asked);
      const detail = JSON.stringify(entry.detail);
      database.durably(() =>
        append.run(
          entry.at,
          entry.actorKind,
          entry.actor,
          entry.action,
          entry.subject,
          entry.hostId,
          entry.result,
          detail,
        ),
      );
    },
    list: (filter = {}) =>
      list
        .all({
          before: filter.before ?? null,
          host: filter.hostId ?? null,
          actor: filter.actor ?? null,
          action: filter.action ?? null,
          from: filter.from ?? null,
          to: filter.to ?? null,
          limit: filter.limit ?? 100,
        })
        .map(entryOf),
  };
}

const kindSchema = z.enum(actorKinds);
const resultSchema = z.enum(['ok', 'started', 'refused', 'failed']);

function entryOf(row: AuditRow): AuditEntry & { id: number } {
  return {
    id: row.id,
    at: row.at,
    actorKind: kindSchema.safeParse(row.actor_kind).data ?? 'system',
    actor: row.actor,
    action: row.action,
    subject: row.subject,
    hostId: row.host_id,
    result: resultSchema.safeParse(row.result).data ?? 'failed',
    detail: detailOf(row.detail),
  };
}

/** One line that cannot be read must not hide the others. */
function detailOf(json: string): AuditEntry['detail'] {
  try {
    return detailSchema.parse(JSON.parse(json));
  } catch (error) {
    return { unreadable: messageOf(error) };
  }
}
