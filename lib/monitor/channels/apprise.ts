import { outcomeOf } from './answers.ts';
import type { Channel } from './channel.ts';
import { bodyLines, checkUrl, cutBytes, fittingLines, isGood, joinUrl } from './texts.ts';

/** An Apprise API server, which hands on to what is configured under a key. 204 means that nothing is, 424 that at least one of them failed. */
export default {
  id: 'apprise',
  title: 'Apprise API',
  updates: 'no',
  fields: [
    {
      name: 'server',
      label: 'Server',
      hint: 'http://apprise.lan:8000',
      type: 'text',
      isRequired: true,
      check: checkUrl,
    },
    { name: 'key', label: 'Configuration key', type: 'secret', isRequired: true },
    { name: 'tag', label: 'Tag', hint: 'Only services with this tag.', type: 'text', isRequired: false },
  ],
  async send({ message, link, values, http, signal }) {
    const types = { critical: 'failure', warning: 'warning', info: 'info' } as const;
    const lines = [...fittingLines(bodyLines(message), 8_000), ...(link === null ? [] : [link])];
    const answer = await http({
      method: 'POST',
      url: joinUrl(values.server ?? '', `notify/${encodeURIComponent(values.key ?? '')}`),
      signal,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        title: cutBytes(message.title, 250),
        body: lines.join('\n') || message.title,
        type: isGood(message) ? 'success' : types[message.severity],
        format: 'text',
        ...(values.tag ? { tag: values.tag } : {}),
      }),
    });
    if (answer.status === 204)
      return {
        ok: false,
        kind: 'retry',
        why: 'Nothing is configured under this key (or tag) in Apprise, so no one was notified (204).',
      };
    if (answer.status === 424)
      return {
        ok: false,
        kind: 'retry',
        why: 'Apprise could not notify at least one of its services (424). Its log says which.',
      };
    return outcomeOf(answer);
  },
} satisfies Channel;
