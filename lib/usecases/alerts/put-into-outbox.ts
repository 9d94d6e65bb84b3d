import type { AlertMessage } from '../../domain/alerts/alert.ts';
import type { AlertSettings, StoredChannel } from '../../domain/alerts/channel.ts';
import { deliveryOf } from '../../monitor/alerts/deliver-policy.ts';
import { isQuiet } from '../../monitor/alerts/quiet-hours.ts';
import type { ForHosts } from '../../monitor/alerts/tell.ts';
import { channelKind } from '../../monitor/channels/kinds.ts';
import type { Application } from '../core/application.ts';

/** Each message for each channel that wants it, inside the caller's transaction. A later state of a message replaces one that waits. */
export function putIntoOutbox(
  app: Application,
  messages: readonly AlertMessage[],
  context: {
    channels: readonly StoredChannel[];
    settings: AlertSettings;
    now: Date;
    forHosts: ReadonlyMap<string, ForHosts>;
  },
): void {
  const { settings, now } = context;
  const at = now.toISOString();
  for (const channel of context.channels) {
    const kind = channelKind(channel.kind);
    if (kind === null || kind.updates === 'none' || channel.unreadable !== undefined) continue;
    const { hosts } = channel.rules;
    for (const whole of messages) {
      const message = hosts === undefined ? whole : (context.forHosts.get(whole.id)?.(hosts) ?? null);
      if (message === null) continue;
      const { states } = app.store.outbox.earlier(channel.id, message.id);
      const replaced = app.store.outbox.open(channel.id).filter(({ messageId }) => messageId === message.id);
      // What was worth a sound and was not sent yet makes the state that replaces it worth one.
      const hidesNew = replaced.some((one) => one.message.weight === 'new');
      const weight = hidesNew && message.weight === 'silent' ? 'update' : message.weight;
      const state = deliveryOf(
        { ...message, weight },
        { rules: channel.rules, canUpdate: kind.updates === 'edits' },
        {
          isQuiet: isQuiet(now, settings.quietHours),
          settings,
          earlier: {
            isInvolved: states.some((one) => one !== 'skipped'),
            wasSent: states.some((one) => one === 'sent' || one === 'merged'),
          },
        },
      );
      if (state === null) continue;
      for (const one of replaced) app.store.outbox.end(one, { state: 'replaced', at });
      app.store.outbox.put({
        channelId: channel.id,
        messageId: message.id,
        revision: message.revision,
        state,
        createdAt: replaced[0]?.createdAt ?? at,
        attempts: 0,
        problem: null,
        endedAt: state === 'skipped' ? at : null,
        message: { ...message, weight },
      });
    }
  }
}
