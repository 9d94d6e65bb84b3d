import { jsonField, outcomeOf, retryAsAsked } from './answers.ts';
import type { Channel, HttpAnswer } from './channel.ts';
import { bodyLines, byteLength, checkUrl, cutBytes, escapeHtml, fittingLines, joinUrl, signOf } from './texts.ts';

/**
 * A Telegram bot, in HTML mode: three characters to escape, MarkdownV2 has eighteen. 4,096 characters at most; bytes are counted, which is
 * never more than is allowed. The token is part of the address, so an address is never said.
 */
const longestText = 4_000;

export default {
  id: 'telegram',
  title: 'Telegram',
  updates: 'edits',
  fields: [
    { name: 'token', label: 'Bot token', hint: 'From @BotFather.', type: 'secret', isRequired: true },
    { name: 'chat', label: 'Chat id', hint: 'A number, or @channel.', type: 'text', isRequired: true },
    { name: 'topic', label: 'Topic id', hint: 'Only in a group with topics.', type: 'number', isRequired: false },
    {
      name: 'server',
      label: 'API server',
      type: 'text',
      isRequired: true,
      default: 'https://api.telegram.org',
      check: checkUrl,
    },
  ],
  async send({ message, link, values, previous, http, signal }) {
    const sign = signOf(message);
    const title = `${sign} <b>${escapeHtml(cutBytes(message.title, 500))}</b>`;
    const foot = link === null ? '' : `\n<a href="${escapeHtml(link)}">Open in Bilge</a>`;
    const room = longestText - byteLength(title) - byteLength(foot) - 2;
    const lines = fittingLines(bodyLines(message), room, (line) => byteLength(escapeHtml(line))).map(escapeHtml);
    const text = `${[title, ...lines].join('\n')}${foot}`;
    const call = (method: string, more: object): Promise<HttpAnswer> =>
      http({
        method: 'POST',
        url: joinUrl(values.server ?? '', `bot${values.token}/${method}`),
        signal,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          chat_id: values.chat,
          text,
          parse_mode: 'HTML',
          link_preview_options: { is_disabled: true },
          ...more,
        }),
      });
    const said = (answer: HttpAnswer): string | null => jsonField(answer.text, 'description');
    // An edit makes no sound: what is new or worse is a message of its own.
    if (previous !== null && message.weight !== 'new') {
      const edited = await call('editMessageText', { message_id: Number(previous) });
      const why = said(edited) ?? '';
      if (edited.status === 200 || why.includes('message is not modified')) return { ok: true, remote: previous };
      if (!/message to edit not found|message can't be edited/.test(why)) return judged(edited, why);
    }
    const sent = await call('sendMessage', {
      disable_notification: message.severity === 'info',
      ...(values.topic ? { message_thread_id: Number(values.topic) } : {}),
    });
    const remote = jsonField(sent.text, 'result', 'message_id');
    const outcome = judged(sent, said(sent));
    return outcome.ok && remote !== null ? { ...outcome, remote } : outcome;
  },
} satisfies Channel;

function judged(answer: HttpAnswer, why: string | null) {
  // An unknown chat is a 400: not this message is wrong, but where it goes.
  if (answer.status === 400 && /chat not found|chat_id|thread not found|group chat was upgraded/i.test(why ?? ''))
    return {
      ok: false,
      kind: 'retry',
      why: `The chat or topic is unknown to Telegram, or the bot is not in it. It says: ${why}`,
    } as const;
  return retryAsAsked(outcomeOf(answer, why), answer, 'parameters', 'retry_after');
}
