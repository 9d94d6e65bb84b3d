import type { Actor } from '../../access/actor.ts';
import { AppError, messageOf } from '../../domain/errors.ts';
import type { HostId } from '../../domain/ids.ts';
import type { Application } from './application.ts';

export interface AuditedWork {
  action: string;
  subject: string;
  hostId?: HostId;
  detail?: Record<string, string | number | boolean | null>;
  /** write a line before the work too: for changes on a host, because the dashboard may die in between */
  announce?: boolean;
}

/** Does something and writes down who asked for it, on what, and how it ended; also when it failed. */
export async function audited<T>(
  app: Application,
  actor: Actor,
  what: AuditedWork,
  work: () => Promise<T> | T,
): Promise<T> {
  const note = (result: 'ok' | 'started' | 'refused' | 'failed', problem?: string): void => {
    app.store.audit.append({
      at: app.now().toISOString(),
      actorKind: actor.kind,
      actor: actor.name,
      action: what.action,
      subject: what.subject,
      hostId: what.hostId ?? null,
      result,
      detail: { ...what.detail, ...(problem ? { problem } : {}) },
    });
  };
  if (what.announce) note('started');
  try {
    const value = await work();
    note('ok');
    return value;
  } catch (error) {
    note(error instanceof AppError && error.code === 'refused' ? 'refused' : 'failed', messageOf(error));
    throw error;
  }
}
