import { createHmac } from 'node:crypto';
import { outcomeOf } from './answers.ts';
import type { Channel } from './channel.ts';
import { checkUrl } from './texts.ts';

/**
 * A webhook of the person's own, with the headers of Standard Webhooks: id (the same at each try), timestamp, and a signature over id,
 * timestamp and body. The receiver can so tell that it is ours, that it is new, and that it has it already.
 */
export default {
  id: 'webhook',
  title: 'Webhook',
  updates: 'threads',
  fields: [
    { name: 'url', label: 'URL', type: 'secret', isRequired: true, check: checkUrl },
    {
      name: 'secret',
      label: 'Signing secret',
      hint: 'whsec_ and base64, as in Standard Webhooks. Without it messages are not signed.',
      type: 'secret',
      isRequired: false,
      check: (value) =>
        Buffer.from(value.replace(/^whsec_/, ''), 'base64').length >= 16
          ? null
          : 'is base64 of at least 16 bytes, with or without whsec_',
    },
  ],
  async send({ message, link, values, key, now, http, signal }) {
    const { id, revision, phase, severity, kinds, title, lines, at } = message;
    const body = JSON.stringify({
      type: `bilge.alert.${phase}`,
      timestamp: at,
      data: { id, revision, phase, severity, kinds, title, lines, url: link },
    });
    const timestamp = String(Math.floor(Date.parse(now) / 1000));
    const signature = values.secret
      ? { 'webhook-signature': `v1,${sign(values.secret, `${key}.${timestamp}.${body}`)}` }
      : {};
    const answer = await http({
      method: 'POST',
      url: values.url ?? '',
      signal,
      headers: {
        'content-type': 'application/json',
        'webhook-id': key,
        'webhook-timestamp': timestamp,
        ...signature,
      },
      body,
    });
    return outcomeOf(answer);
  },
} satisfies Channel;

function sign(secret: string, text: string): string {
  return createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
    .update(text, 'utf8')
    .digest('base64');
}
