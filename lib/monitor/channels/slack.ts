import { outcomeOf } from './answers.ts';
import type { Channel } from './channel.ts';
import { bodyLines, byteLength, checkUrl, cutBytes, fittingLines, signOf } from './texts.ts';

/** A Slack webhook: header (150 characters, plain), one section (3,000), and always `text`, which notifications show. */
const longestHeader = 150;
const longestSection = 2_900;

/** The three that Slack reads as markup. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export default {
  id: 'slack',
  title: 'Slack',
  updates: 'no',
  fields: [
    {
      name: 'url',
      label: 'Webhook URL',
      hint: 'Of an incoming webhook. Who has it can write into the channel.',
      type: 'secret',
      isRequired: true,
      check: checkUrl,
    },
  ],
  async send({ message, link, values, http, signal }) {
    const sign = signOf(message);
    const lines = fittingLines(bodyLines(message).map(escaped), longestSection);
    const header = {
      type: 'header',
      text: { type: 'plain_text', text: cutBytes(`${sign} ${message.title}`, longestHeader) },
    };
    const section = { type: 'section', text: { type: 'mrkdwn', text: lines.join('\n') } };
    // The address is our own; a bar or a bracket in it would end the link early.
    const context = {
      type: 'context',
      elements: [{ type: 'mrkdwn', text: `<${link?.replace(/[|<>]/g, '')}|Open in Bilge>` }],
    };
    const blocks = [header, ...(lines.length > 0 ? [section] : []), ...(link === null ? [] : [context])];
    const answer = await http({
      method: 'POST',
      url: values.url ?? '',
      signal,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text: escaped(`${sign} ${message.title}`), blocks }),
    });
    // Its errors are short plain words: `no_service`, `channel_not_found`.
    return outcomeOf(answer, byteLength(answer.text) < 200 ? answer.text : null);
  },
} satisfies Channel;
