import { outcomeOf } from './answers.ts';
import type { Channel } from './channel.ts';
import { bodyLines, checkUrl, cutBytes, fittingLines, isGood, joinUrl } from './texts.ts';

/** Pushover: title 250, message 1,024, address 512 characters. Priority 2 rings until it is acknowledged, which needs retry and expire. */
const priorities = { critical: '1', warning: '0', info: '-1' } as const;

export default {
  id: 'pushover',
  title: 'Pushover',
  updates: 'no',
  fields: [
    { name: 'token', label: 'Application token', type: 'secret', isRequired: true },
    { name: 'user', label: 'User or group key', type: 'secret', isRequired: true },
    { name: 'device', label: 'Device', hint: 'Empty: all devices.', type: 'text', isRequired: false },
    {
      name: 'emergency',
      label: 'Critical messages',
      type: 'choice',
      choices: [
        { value: 'no', label: 'High priority' },
        { value: 'yes', label: 'Ring every minute for an hour, until acknowledged' },
      ],
      isRequired: true,
      default: 'no',
    },
    {
      name: 'server',
      label: 'API server',
      type: 'text',
      isRequired: true,
      default: 'https://api.pushover.net',
      check: checkUrl,
    },
  ],
  async send({ message, link, values, http, signal }) {
    const rings = message.severity === 'critical' && values.emergency === 'yes' && !isGood(message);
    const form = new URLSearchParams({
      token: values.token ?? '',
      user: values.user ?? '',
      title: cutBytes(message.title, 250),
      message: fittingLines(bodyLines(message), 1_000).join('\n') || cutBytes(message.title, 1_000),
      priority: rings ? '2' : isGood(message) ? '-1' : priorities[message.severity],
      timestamp: String(Math.floor(Date.parse(message.at) / 1000)),
      ...(rings ? { retry: '60', expire: '3600' } : {}),
      ...(values.device ? { device: values.device } : {}),
      ...(link !== null && link.length <= 512 ? { url: link, url_title: 'Open in Bilge' } : {}),
    });
    const answer = await http({
      method: 'POST',
      url: joinUrl(values.server ?? '', '1/messages.json'),
      signal,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: form.toString(),
    });
    const said = errorsIn(answer.text);
    // A wrong token or user is a 400 here.
    if (answer.status === 400 && /token|user|identifier/i.test(said ?? ''))
      return { ok: false, kind: 'retry', why: `It refuses the login: ${said}` };
    return outcomeOf(answer, said);
  },
} satisfies Channel;

function errorsIn(text: string): string | null {
  try {
    const { errors } = JSON.parse(text) as { errors?: unknown };
    return Array.isArray(errors) ? errors.map(String).join('; ') : null;
  } catch {
    return null;
  }
}
