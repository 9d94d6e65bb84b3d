import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { certificateProblem } from '../../domain/certificate.ts';
import type { Channel, Outcome, Sending } from './channel.ts';
import { allowedAddress } from './send-http.ts';
import { bodyLines, cutBytes, escapeHtml, isGood } from './texts.ts';

/**
 * E-mail. How the connection is encrypted is chosen, never guessed: TLS from the start, STARTTLS which must succeed, or none. A certificate
 * is always checked; one of a private authority by its own certificate, never by looking away. All states of one message answer to the
 * first one (`References`), so that a mail program shows them as one conversation.
 */
const seconds = (amount: number): number => amount * 1000;

export default {
  id: 'email',
  title: 'E-mail',
  updates: 'threads',
  fields: [
    {
      name: 'host',
      label: 'SMTP server',
      type: 'text',
      isRequired: true,
      check: (value) => (/^[\w.:-]{1,253}$/.test(value) ? null : 'is a name or an address'),
    },
    { name: 'port', label: 'Port', type: 'number', isRequired: true, default: '587', check: checkPort },
    {
      name: 'security',
      label: 'Encryption',
      type: 'choice',
      choices: [
        { value: 'starttls', label: 'STARTTLS, required (587)' },
        { value: 'tls', label: 'TLS from the start (465)' },
        { value: 'none', label: 'None (25, on a trusted network only)' },
      ],
      isRequired: true,
      default: 'starttls',
    },
    { name: 'user', label: 'User', type: 'text', isRequired: false },
    { name: 'password', label: 'Password', type: 'secret', isRequired: false },
    { name: 'from', label: 'From', type: 'text', isRequired: true, check: checkAddress },
    { name: 'to', label: 'To', hint: 'Several with commas.', type: 'text', isRequired: true, check: checkAddresses },
    {
      name: 'ca',
      label: 'Certificate of a private authority (PEM)',
      type: 'long-text',
      isRequired: false,
      check: certificateProblem,
    },
  ],
  async send(sending) {
    // Loaded when there is something to send: most dashboards never need it.
    const { createTransport } = await import('nodemailer');
    const { values, message, signal } = sending;
    // Connected by address, so that the address which was judged is the one that is used; the certificate is judged by the name.
    const host = await allowedAddress(values.host ?? '');
    const transport = createTransport({
      host,
      port: Number(values.port),
      secure: values.security === 'tls',
      requireTLS: values.security === 'starttls',
      ignoreTLS: values.security === 'none',
      // A name is asked for by name; of an address the certificate must have the address.
      tls: {
        ...(isIP(values.host ?? '') === 0 ? { servername: values.host } : {}),
        ...(values.ca ? { ca: values.ca } : {}),
      },
      ...(values.user ? { auth: { user: values.user, pass: values.password ?? '' } } : {}),
      connectionTimeout: seconds(8),
      greetingTimeout: seconds(8),
      socketTimeout: seconds(8),
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const end = (): void => transport.close();
    signal.addEventListener('abort', end, { once: true });
    try {
      const thread = messageId(values.from ?? '', message.id);
      await transport.sendMail({
        from: values.from,
        to: (values.to ?? '').split(',').map((one) => one.trim()),
        subject: cutBytes(`[Bilge] ${message.title}`, 300),
        text: textOf(sending),
        html: htmlOf(sending),
        messageId: messageId(values.from ?? '', sending.key),
        // The first one is no message that exists: it only holds the conversation together, also where an earlier state was not sent.
        references: [thread],
        inReplyTo: thread,
        date: new Date(message.at),
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      return { ok: true };
    } catch (error) {
      return failure(error);
    } finally {
      signal.removeEventListener('abort', end);
      transport.close();
    }
  },
} satisfies Channel;

function failure(error: unknown): Outcome {
  const { code, responseCode, response, message } = error as {
    code?: string;
    responseCode?: number;
    response?: string;
    message?: string;
  };
  const said = response ?? message ?? 'an unknown error';
  if (code === 'EAUTH')
    return { ok: false, kind: 'retry', why: `The server refuses user or password. It says: ${said}` };
  if (code === 'EENVELOPE' && responseCode !== undefined && responseCode >= 500)
    return {
      ok: false,
      kind: 'retry',
      why: `The server does not take mail from this sender or for this recipient. It says: ${said}`,
    };
  if (code === 'EMESSAGE' || (responseCode !== undefined && responseCode >= 550))
    return { ok: false, kind: 'refused', why: `The server refuses the message. It says: ${said}` };
  if (code === 'ETLS') return { ok: false, kind: 'retry', why: `No encrypted connection: ${said}` };
  return { ok: false, kind: 'retry', why: said };
}

function textOf({ message, link }: Sending): string {
  return [message.title, '', ...bodyLines(message), ...(link === null ? [] : ['', link])].join('\n');
}

function htmlOf({ message, link }: Sending): string {
  const colour = isGood(message)
    ? '#067647'
    : { critical: '#b42318', warning: '#b54708', info: '#175cd3' }[message.severity];
  const items = bodyLines(message).map((line) => `<li>${escapeHtml(line)}</li>`);
  const list = items.length === 0 ? '' : `<ul>${items.join('')}</ul>`;
  const foot = link === null ? '' : `<p><a href="${escapeHtml(link)}">Open in Bilge</a></p>`;
  return `<p style="font-weight:600;color:${colour}">${escapeHtml(message.title)}</p>${list}${foot}`;
}

/** The same for the same key: a mail that comes twice, because its receipt was lost, is one to the mail program. */
function messageId(from: string, key: string): string {
  const domain = /@([\w.-]+)/.exec(from)?.[1] ?? 'bilge.invalid';
  return `<${createHash('sha256').update(key).digest('hex').slice(0, 32)}@${domain}>`;
}

function checkPort(value: string): string | null {
  return /^\d{1,5}$/.test(value) && Number(value) > 0 && Number(value) < 65_536 ? null : 'is a number from 1 to 65535';
}

function checkAddress(value: string): string | null {
  return /^[^\r\n,]*[^\s@,<]+@[^\s@,>]+>?$/.test(value) ? null : 'is an e-mail address';
}

function checkAddresses(value: string): string | null {
  return value.split(',').every((one) => checkAddress(one.trim()) === null)
    ? null
    : 'are e-mail addresses, with commas between';
}
