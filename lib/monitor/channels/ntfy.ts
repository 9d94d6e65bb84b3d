import type { AlertMessage } from '../../domain/alerts/alert.ts';
import { jsonField, outcomeOf } from './answers.ts';
import type { Channel } from './channel.ts';
import { bodyLines, byteLength, checkUrl, cutBytes, fittingLines, isGood } from './texts.ts';

/**
 * ntfy, published as JSON: headers cannot carry UTF-8. Above 4,096 bytes the body becomes an attachment, so it is cut before. The sequence
 * id is the message's: a resolved message replaces the open one on the phone, without a sound; so what is new or worse gets one of its own. A
 * server before 2.16 ignores it and shows both.
 */
const longestBody = 4_096;
const priorities = { critical: 5, warning: 4, info: 2 } as const;

function tagOf(message: AlertMessage): string {
  if (isGood(message)) return 'white_check_mark';
  return { critical: 'rotating_light', warning: 'warning', info: 'information_source' }[message.severity];
}

export default {
  id: 'ntfy',
  title: 'ntfy',
  updates: 'edits',
  fields: [
    { name: 'server', label: 'Server', type: 'text', isRequired: true, default: 'https://ntfy.sh', check: checkUrl },
    {
      name: 'topic',
      label: 'Topic',
      hint: 'On a public server, anyone who knows the topic can read it: choose one that cannot be guessed.',
      type: 'secret',
      isRequired: true,
      check: (value) => (/^[A-Za-z0-9_-]{1,64}$/.test(value) ? null : 'has up to 64 letters, digits, - and _'),
    },
    {
      name: 'token',
      label: 'Access token',
      hint: 'Begins with tk_. Only where the server asks for one.',
      type: 'secret',
      isRequired: false,
    },
  ],
  async send({ message, link, values, previous, http, signal }) {
    const own = message.revision === 1 ? message.id : `${message.id}-${message.revision}`;
    const sequence = previous !== null && message.weight !== 'new' ? previous : own;
    const lines = fittingLines(bodyLines(message), longestBody - 8);
    const body = lines.join('\n') || message.title;
    const answer = await http({
      method: 'POST',
      url: values.server ?? '',
      signal,
      headers: {
        'content-type': 'application/json',
        ...(values.token ? { authorization: `Bearer ${values.token}` } : {}),
      },
      body: JSON.stringify({
        topic: values.topic,
        title: cutBytes(message.title, 250),
        message: byteLength(body) > longestBody ? cutBytes(body, longestBody) : body,
        priority: isGood(message) ? 3 : priorities[message.severity],
        tags: [tagOf(message)],
        sequence_id: sequence,
        ...(link === null ? {} : { click: link }),
      }),
    });
    const outcome = outcomeOf(answer, jsonField(answer.text, 'error'));
    return outcome.ok ? { ok: true, remote: sequence } : outcome;
  },
} satisfies Channel;
