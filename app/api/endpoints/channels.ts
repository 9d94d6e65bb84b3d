import { z } from 'zod';
import { channelAnswer, channelInput, channelTest, deliveryAnswer } from '@/lib/domain/answers/channel.ts';
import { alertSettings } from '@/lib/domain/stored/alerts.ts';
import { changeAlertSettings, readAlertSettings } from '@/lib/usecases/alerts/alert-settings.ts';
import { addChannel, changeChannel, listChannels, removeChannel } from '@/lib/usecases/alerts/channels.ts';
import { listUnsent, retryDelivery } from '@/lib/usecases/alerts/deliveries.ts';
import { testChannel } from '@/lib/usecases/alerts/test-channel.ts';
import { json, nothing } from '../core/answer.ts';
import { defineEndpoint } from '../core/endpoint.ts';

const byId = z.object({ id: z.string().min(1).max(100) });

/** Channels and what they are told. Secrets go in and never come out: an answer names the fields that are stored. */
export const channelEndpoints = [
  defineEndpoint({
    method: 'GET',
    path: '/channels',
    summary: 'The notification channels, with when each last worked or failed; secrets are never among them',
    role: 'admin',
    mutates: false,
    response: json(z.array(channelAnswer)),
    respond: ({ app, actor }) => listChannels(app, actor),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/channels',
    summary: 'Adds a notification channel; `values` holds its fields, secret ones too',
    role: 'admin',
    mutates: true,
    body: channelInput.extend({ kind: z.string().max(40) }),
    response: json(channelAnswer, 201),
    respond: ({ app, actor, body: { kind, ...input } }) => addChannel(app, actor, kind, input),
  }),
  defineEndpoint({
    method: 'PATCH',
    path: '/channels/{id}',
    summary: 'Changes a notification channel; what is left out stays, also its secrets',
    role: 'admin',
    mutates: true,
    params: byId,
    body: z.object({
      name: channelInput.shape.name.exactOptional(),
      values: channelInput.shape.values.exactOptional(),
      rules: channelInput.shape.rules.exactOptional(),
    }),
    response: json(channelAnswer),
    respond: ({ app, actor, params, body }) => changeChannel(app, actor, params.id, body),
  }),
  defineEndpoint({
    method: 'DELETE',
    path: '/channels/{id}',
    summary: 'Removes a notification channel with its secrets and what waits for it',
    role: 'admin',
    mutates: true,
    params: byId,
    response: nothing,
    respond: ({ app, actor, params }) => removeChannel(app, actor, params.id),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/channels/{id}/test',
    summary: 'Sends a test message now, and says what would not be sent over this channel and why',
    role: 'admin',
    mutates: true,
    params: byId,
    response: json(channelTest),
    respond: ({ app, actor, params }) => testChannel(app, actor, params.id),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/alert-settings',
    summary: 'Quiet hours, reminders, and from which age on a backup of Bilge is too old',
    role: 'admin',
    mutates: false,
    response: json(alertSettings),
    respond: ({ app, actor }) => readAlertSettings(app, actor),
  }),
  defineEndpoint({
    method: 'PATCH',
    path: '/alert-settings',
    summary: 'Changes quiet hours, reminders and the age of a backup; all of them at once',
    role: 'admin',
    mutates: true,
    body: alertSettings,
    response: json(alertSettings),
    respond: ({ app, actor, body }) => changeAlertSettings(app, actor, body),
  }),
  defineEndpoint({
    method: 'GET',
    path: '/deliveries',
    summary: 'Messages that were not sent yet, or failed, newest first',
    role: 'admin',
    mutates: false,
    response: json(z.array(deliveryAnswer)),
    respond: ({ app, actor }) => listUnsent(app, actor),
  }),
  defineEndpoint({
    method: 'POST',
    path: '/deliveries/retry',
    summary: 'Tries a message again that waits or failed',
    role: 'admin',
    mutates: true,
    body: z.object({
      channelId: z.string().max(100),
      messageId: z.string().max(100),
      revision: z.number().int().min(0),
    }),
    response: nothing,
    respond: ({ app, actor, body }) => retryDelivery(app, actor, body),
  }),
];
