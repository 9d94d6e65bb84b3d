import type { Actor } from '../../access/actor.ts';
import { requireRole } from '../../access/actor.ts';
import type { DeliveryAnswer } from '../../domain/answers/channel.ts';
import { NotFoundError } from '../../domain/errors.ts';
import type { DeliveryKey } from '../../store/alerts/outbox.ts';
import type { Application } from '../core/application.ts';
import { audited } from '../core/audited.ts';

const most = 200;

/** What was not sent yet, or failed, newest first. */
export function listUnsent(app: Application, actor: Actor): DeliveryAnswer[] {
  requireRole(actor, 'admin');
  const channels = new Map(app.store.channels.all().map((channel) => [channel.id, channel.name]));
  return app.store.outbox.unsent(most).map(({ message, endedAt: _, ...delivery }) => ({
    ...delivery,
    channelName: channels.get(delivery.channelId) ?? delivery.channelId,
    severity: message.severity,
    title: message.title,
    retryAt: delivery.state === 'waiting' ? app.store.channels.health(delivery.channelId).retryAt : null,
  }));
}

/** Tries it again with the next beat, also what was given up. */
export function retryDelivery(app: Application, actor: Actor, key: DeliveryKey): Promise<void> {
  requireRole(actor, 'admin');
  const delivery = app.store.outbox.byKey(key);
  if (delivery === null) throw new NotFoundError('No such message.');
  const name = app.store.channels.byId(key.channelId)?.name ?? key.channelId;
  return audited(
    app,
    actor,
    { action: 'channel.message-retried', subject: name, detail: { title: delivery.message.title } },
    () => {
      if (!app.store.outbox.retry(key, app.now().toISOString()))
        throw new NotFoundError('This message does not wait any more.');
      app.store.channels.putHealth(key.channelId, { ...app.store.channels.health(key.channelId), retryAt: null });
      app.events.publish({ type: 'settings' });
    },
  );
}
