import { jsonField, outcomeOf, retryAsAsked } from './answers.ts';
import type { Channel, HttpAnswer, HttpRequest, Outcome } from './channel.ts';
import { bodyLines, checkUrl, cutBytes, fittingLines, isGood } from './texts.ts';

/**
 * A Discord webhook. One embed; what is too long is a plain 400, so it is cut first (title 256, description 4,096, all of it 6,000).
 * `wait=true` answers with the message's id, by which a later state of it edits it. Names of hosts may hold @everyone: no mention is allowed.
 */
const longestTitle = 256;
const longestDescription = 4_000;
const colours = { critical: 0xd92d20, warning: 0xdc6803, info: 0x1570ef } as const;
const green = 0x079455;
const silentFlag = 1 << 12;
/** What was deleted by hand cannot be edited. */
const unknownMessage = '10008';

export default {
  id: 'discord',
  title: 'Discord',
  updates: 'edits',
  fields: [
    {
      name: 'url',
      label: 'Webhook URL',
      hint: 'Channel settings → Integrations → Webhooks. Who has it can write into the channel.',
      type: 'secret',
      isRequired: true,
      check: checkUrl,
    },
  ],
  async send({ message, link, values, previous, http, signal }) {
    const embed = {
      title: cutBytes(message.title, longestTitle),
      description: fittingLines(bodyLines(message).map(escaped), longestDescription).join('\n'),
      color: isGood(message) ? green : colours[message.severity],
      timestamp: message.at,
      ...(link === null ? {} : { url: link }),
    };
    const body = JSON.stringify({
      embeds: [embed],
      allowed_mentions: { parse: [] },
      ...(message.severity === 'info' ? { flags: silentFlag } : {}),
    });
    const url = new URL(values.url ?? '');
    const request = (method: HttpRequest['method'], suffix: string): Promise<HttpAnswer> => {
      const target = new URL(url);
      target.pathname = `${url.pathname.replace(/\/+$/, '')}${suffix}`;
      if (method === 'POST') target.searchParams.set('wait', 'true');
      return http({ method, url: target.href, signal, headers: { 'content-type': 'application/json' }, body });
    };
    // An edit makes no sound: what is new or worse is a message of its own.
    if (previous !== null && message.weight !== 'new') {
      const edited = await request('PATCH', `/messages/${encodeURIComponent(previous)}`);
      if (jsonField(edited.text, 'code') !== unknownMessage) return judged(edited, previous);
    }
    const sent = await request('POST', '');
    return judged(sent, jsonField(sent.text, 'id'));
  },
} satisfies Channel;

function judged(answer: HttpAnswer, remote: string | null): Outcome {
  const outcome = outcomeOf(answer, jsonField(answer.text, 'message'));
  if (outcome.ok) return remote === null ? outcome : { ...outcome, remote };
  return retryAsAsked(outcome, answer, 'retry_after');
}

/** Signs that Discord would take for markup in the name of a host or a volume. */
function escaped(text: string): string {
  return text.replace(/[\\*_~`|>#[\]]/g, '\\$&');
}
