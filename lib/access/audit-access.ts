import type { AuditEntry } from '../store/audit.ts';
import type { Store } from '../store/open-store.ts';
import { type Actor, auditActor } from './actor.ts';

export type Clock = () => Date;

export interface AccessNote {
  /** `system` where nobody is logged in yet: a refused login names the tried user as its subject */
  actor: Actor | null;
  action: string;
  subject: string | null;
  result?: AuditEntry['result'];
  detail?: AuditEntry['detail'];
}

export type Noted = (note: AccessNote) => void;

export function accessAudit(store: Store, clock: Clock): Noted {
  return ({ actor, action, subject, result = 'ok', detail = {} }) => {
    const who = actor === null ? { actorKind: 'system' as const, actor: 'nobody' } : auditActor(actor);
    store.audit.append({ at: clock().toISOString(), ...who, action, subject, hostId: null, result, detail });
  };
}
