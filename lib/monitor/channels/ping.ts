import { outcomeOf } from './answers.ts';
import type { Channel } from './channel.ts';
import { checkUrl } from './texts.ts';

/**
 * The dead man's switch: another service is pinged while Bilge works, and tells when the pings stop. It is the only way to hear that Bilge
 * itself is gone. It gets no messages; of a host that is unreachable only the number.
 */
export default {
  id: 'ping',
  title: 'Heartbeat (healthchecks, Uptime Kuma)',
  updates: 'none',
  fields: [
    {
      name: 'url',
      label: 'Ping URL',
      hint: 'https://hc-ping.com/… or https://kuma.lan/api/push/…',
      type: 'secret',
      isRequired: true,
      check: checkUrl,
    },
    {
      name: 'style',
      label: 'Service',
      type: 'choice',
      choices: [
        { value: 'healthchecks', label: 'healthchecks' },
        { value: 'kuma', label: 'Uptime Kuma (push)' },
      ],
      isRequired: true,
      default: 'healthchecks',
    },
    {
      name: 'minutes',
      label: 'Every … minutes',
      type: 'number',
      isRequired: true,
      default: '5',
      check: (value) =>
        /^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= 1440 ? null : 'is a number from 1 to 1440',
    },
  ],
  async send({ message, values, http, signal }) {
    const url = new URL(values.url ?? '');
    const isFine = message.severity === 'info';
    if (values.style === 'kuma') {
      url.searchParams.set('status', isFine ? 'up' : 'down');
      url.searchParams.set('msg', message.title);
      return outcomeOf(await http({ method: 'GET', url: url.href, signal }));
    }
    if (!isFine) url.pathname = `${url.pathname.replace(/\/+$/, '')}/fail`;
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    return outcomeOf(await http({ method: 'POST', url: url.href, signal, headers, body: message.title }));
  },
} satisfies Channel;
