import { jsonField, outcomeOf } from './answers.ts';
import type { Channel } from './channel.ts';
import { bodyLines, checkUrl, cutBytes, fittingLines, isGood, joinUrl } from './texts.ts';

/** Gotify. The token goes into the header: in the query it would stand in the logs of every proxy on the way. */
const priorities = { critical: 8, warning: 5, info: 2 } as const;

export default {
  id: 'gotify',
  title: 'Gotify',
  updates: 'no',
  fields: [
    {
      name: 'server',
      label: 'Server',
      hint: 'https://gotify.example.org',
      type: 'text',
      isRequired: true,
      check: checkUrl,
    },
    { name: 'token', label: 'Application token', type: 'secret', isRequired: true },
  ],
  async send({ message, link, values, http, signal }) {
    const answer = await http({
      method: 'POST',
      url: joinUrl(values.server ?? '', 'message'),
      signal,
      headers: { 'content-type': 'application/json', 'x-gotify-key': values.token ?? '' },
      body: JSON.stringify({
        title: cutBytes(message.title, 250),
        message: fittingLines(bodyLines(message), 8_000).join('\n') || message.title,
        priority: isGood(message) ? 3 : priorities[message.severity],
        ...(link === null ? {} : { extras: { 'client::notification': { click: { url: link } } } }),
      }),
    });
    return outcomeOf(answer, jsonField(answer.text, 'errorDescription'));
  },
} satisfies Channel;
