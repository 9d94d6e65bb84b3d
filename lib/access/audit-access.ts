import type { AuditEntry } from '../store/accounts/audit-entry.ts';
import type { Store } from '../store/open-store.ts';
import { type Actor, auditActor } from './actor.ts';
import { refusalBook } from './refusal-book.ts';

export type Clock = () => Date;

export interface AccessNote {
  /** `system` before a login: a refused login names the tried user as its subject */
  actor: Actor | null;
  action: string;
  subject: string | null;
  result?: AuditEntry['result'];
  detail?: AuditEntry['detail'];
}

export type Noted = (note: AccessNote) => void;

export function accessAudit(store: Store, clock: Clock): Noted {
  const book = refusalBook();
  return ({ actor, action, subject, result = 'ok', detail = {} }) => {
    const at = clock().toISOString();
    const who = actor === null ? { actorKind: 'system' as const, actor: 'unauthenticated' } : auditActor(actor);
    const repeated = book.summary(clock().getTime());
    if (repeated !== null) {
      store.audit.append({
        at,
        actorKind: 'system',
        actor: 'unauthenticated',
        action: 'login.refused-again',
        subject: null,
        hostId: null,
        result: 'refused',
        detail: repeated,
      });
    }
    const what = [who.actor, action, subject, detail.why, detail.address].join('\n');
    if (result === 'refused' && !book.isNew(what, clock().getTime())) return;
    store.audit.append({ at, ...who, action, subject, hostId: null, result, detail });
  };
}
