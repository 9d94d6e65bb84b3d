import type { HostId } from '../../domain/ids.ts';

export const actorKinds = ['user', 'token', 'cli', 'system'] as const;

/** Who did what to what, and what came of it. Written before the effect where there is one (`started`), and after it. */
export interface AuditEntry {
  at: string;
  actorKind: (typeof actorKinds)[number];
  actor: string;
  /** `login.failed`, `host.added`, `plan.approved` … */
  action: string;
  subject: string | null;
  hostId: HostId | null;
  result: 'ok' | 'started' | 'refused' | 'failed';
  /** never a secret */
  detail: Record<string, string | number | boolean | null>;
}
