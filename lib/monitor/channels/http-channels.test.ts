import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import type { AlertMessage } from '../../domain/alerts/alert.ts';
import type { Outcome } from './channel.ts';
import { channelKind } from './kinds.ts';
import { sendHttp } from './send-http.ts';
import { exampleMessage, receiver } from './testing/receiver.ts';
import { byteLength } from './texts.ts';

async function sendWith(
  kind: string,
  values: Record<string, string>,
  options: { message?: Partial<AlertMessage>; previous?: string; key?: string } = {},
): Promise<Outcome> {
  const channel = channelKind(kind);
  if (channel === null) throw new Error(`no channel ${kind}`);
  return channel.send({
    message: exampleMessage(options.message),
    link: 'https://bilge.lan/hosts/host_a',
    values,
    previous: options.previous ?? null,
    key: options.key ?? 'message_abc.1',
    now: '2026-11-30T12:00:05.000Z',
    http: sendHttp,
    signal: AbortSignal.timeout(30_000),
  });
}

/** Longer than any receiver takes: many lines, signs of several bytes, markup. */
const huge = {
  title: `n${'ä'.repeat(600)}s: <b>@everyone & “500” problems`,
  lines: Array.from({ length: 500 }, (_, at) => `host-${at}: ${'überlang <&> *_~`'.repeat(6)} ${'🚢'.repeat(5)}`),
};
const body = (text: string | undefined) => JSON.parse(text ?? '') as Record<string, never>;

describe('ntfy', () => {
  it('publishes JSON, with a sequence that a resolved message shares', async () => {
    const { url, got } = await receiver();
    const values = { server: url, topic: 'secret-topic', token: 'tk_secret' };
    expect(await sendWith('ntfy', values)).toEqual({ ok: true, remote: 'message_abc' });
    expect(got[0]?.headers.authorization).toBe('Bearer tk_secret');
    expect(body(got[0]?.text)).toMatchObject({
      topic: 'secret-topic',
      priority: 5,
      tags: ['rotating_light'],
      sequence_id: 'message_abc',
      click: 'https://bilge.lan/hosts/host_a',
    });
    const resolved = { phase: 'resolved', weight: 'update', revision: 2 } as const;
    await sendWith('ntfy', values, { message: resolved, previous: 'message_abc' });
    expect(body(got[1]?.text)).toMatchObject({ sequence_id: 'message_abc', tags: ['white_check_mark'] });
    await sendWith('ntfy', values, { message: { phase: 'update', revision: 3 }, previous: 'message_abc' });
    expect(body(got[2]?.text)).toMatchObject({ sequence_id: 'message_abc-3' });
  });

  it('stays below the size from which on the text becomes an attachment', async () => {
    const { url, got } = await receiver();
    await sendWith('ntfy', { server: url, topic: 'a' }, { message: huge });
    const { title, message } = body(got[0]?.text) as unknown as { title: string; message: string };
    expect(byteLength(message)).toBeLessThanOrEqual(4096);
    expect(byteLength(title)).toBeLessThanOrEqual(250);
    expect(message).toMatch(/… and \d+ more, in Bilge\.$/);
  });
});

describe('Discord', () => {
  it('sends one embed that mentions no one, and edits it where the message resolved', async () => {
    const { url, got, next } = await receiver();
    next({ status: 200, body: '{"id":"777"}' });
    const values = { url: `${url}/api/webhooks/1/token` };
    expect(await sendWith('discord', values)).toEqual({ ok: true, remote: '777' });
    expect(got[0]?.path).toBe('/api/webhooks/1/token?wait=true');
    expect(body(got[0]?.text)).toMatchObject({ allowed_mentions: { parse: [] } });
    const resolved = { phase: 'resolved', weight: 'update', revision: 2 } as const;
    expect(await sendWith('discord', values, { message: resolved, previous: '777' })).toEqual({
      ok: true,
      remote: '777',
    });
    expect(got[1]).toMatchObject({ method: 'PATCH', path: '/api/webhooks/1/token/messages/777' });
    // What was deleted by hand is sent as a message of its own.
    next({ status: 404, body: '{"code":10008,"message":"Unknown Message"}' }, { status: 200, body: '{"id":"778"}' });
    expect(await sendWith('discord', values, { message: resolved, previous: '777' })).toEqual({
      ok: true,
      remote: '778',
    });
  });

  it('keeps all limits, and waits as long as it is told', async () => {
    const { url, got, next } = await receiver();
    next({ status: 429, body: '{"retry_after": 12.5, "message": "slow down"}' });
    const outcome = await sendWith('discord', { url }, { message: huge });
    expect(outcome).toMatchObject({ ok: false, kind: 'retry', retryAfterMs: 12_500 });
    const [embed] = (body(got[0]?.text) as Record<string, unknown>).embeds as { title: string; description: string }[];
    expect(byteLength(embed?.title ?? '')).toBeLessThanOrEqual(256);
    expect(byteLength(embed?.description ?? '')).toBeLessThanOrEqual(4096);
    next({ status: 404, body: '{"code":10015,"message":"Unknown Webhook"}' });
    expect(await sendWith('discord', { url })).toMatchObject({
      kind: 'retry',
      why: expect.stringContaining('deleted'),
    });
  });
});

describe('Telegram', () => {
  const values = (url: string) => ({ server: url, token: '123:secret', chat: '-100', topic: '7' });

  it('sends HTML within 4,096 characters, and edits what resolved', async () => {
    const { url, got, next } = await receiver();
    next({ status: 200, body: '{"ok":true,"result":{"message_id":55}}' });
    expect(await sendWith('telegram', values(url), { message: huge })).toEqual({ ok: true, remote: '55' });
    expect(got[0]?.path).toBe('/bot123:secret/sendMessage');
    const { text, parse_mode } = body(got[0]?.text) as unknown as Record<string, string>;
    expect(parse_mode).toBe('HTML');
    expect(byteLength(text ?? '')).toBeLessThanOrEqual(4096);
    expect(text).not.toContain('<&>');
    const resolved = { phase: 'resolved', weight: 'update', revision: 2 } as const;
    await sendWith('telegram', values(url), { message: resolved, previous: '55' });
    expect(got[1]?.path).toBe('/bot123:secret/editMessageText');
    next({ status: 400, body: '{"ok":false,"description":"Bad Request: message is not modified"}' });
    expect(await sendWith('telegram', values(url), { message: resolved, previous: '55' })).toMatchObject({ ok: true });
  });

  it('says that a chat is unknown and a token revoked, and waits when told', async () => {
    const { url, next } = await receiver();
    next({ status: 400, body: '{"ok":false,"description":"Bad Request: chat not found"}' });
    expect(await sendWith('telegram', values(url))).toMatchObject({
      kind: 'retry',
      why: expect.stringContaining('chat'),
    });
    next({ status: 401, body: '{"ok":false,"description":"Unauthorized"}' });
    expect(await sendWith('telegram', values(url))).toMatchObject({
      kind: 'retry',
      why: expect.stringContaining('revoked'),
    });
    next({ status: 429, body: '{"ok":false,"description":"Too Many","parameters":{"retry_after":31}}' });
    expect(await sendWith('telegram', values(url))).toMatchObject({ retryAfterMs: 31_000 });
  });
});

describe('Slack, Gotify, Pushover, Apprise', () => {
  it('Slack: header, section and text within their limits, with its three signs escaped', async () => {
    const { url, got, next } = await receiver();
    await sendWith('slack', { url }, { message: huge });
    const sent = body(got[0]?.text) as unknown as { text: string; blocks: { type: string; text?: { text: string } }[] };
    const text = (type: string): string => sent.blocks.find((block) => block.type === type)?.text?.text ?? '';
    expect(byteLength(text('header'))).toBeLessThanOrEqual(150);
    expect(byteLength(text('section'))).toBeLessThanOrEqual(3000);
    expect(text('section')).toContain('&lt;&amp;&gt;');
    expect(sent.text.length).toBeGreaterThan(0);
    next({ status: 404, body: 'no_service' });
    expect(await sendWith('slack', { url })).toMatchObject({
      kind: 'retry',
      why: expect.stringContaining('no_service'),
    });
  });

  it('Gotify: the token is in the header, never in the address', async () => {
    const { url, got } = await receiver();
    expect(await sendWith('gotify', { server: `${url}/`, token: 'Asecret' })).toEqual({ ok: true });
    expect(got[0]?.path).toBe('/message');
    expect(got[0]?.headers['x-gotify-key']).toBe('Asecret');
    expect(body(got[0]?.text)).toMatchObject({ priority: 8 });
  });

  it('Pushover: within its limits, and an emergency has retry and expire', async () => {
    const { url, got, next } = await receiver();
    await sendWith('pushover', { server: url, token: 't', user: 'u', emergency: 'yes' }, { message: huge });
    const form = new URLSearchParams(got[0]?.text);
    expect(byteLength(form.get('title') ?? '')).toBeLessThanOrEqual(250);
    expect(byteLength(form.get('message') ?? '')).toBeLessThanOrEqual(1024);
    expect([form.get('priority'), form.get('retry'), form.get('expire')]).toEqual(['2', '60', '3600']);
    next({ status: 400, body: '{"errors":["application token is invalid"]}' });
    expect(await sendWith('pushover', { server: url, token: 't', user: 'u' })).toMatchObject({
      kind: 'retry',
      why: expect.stringContaining('token is invalid'),
    });
  });

  it('Apprise: 204 and 424 are failures', async () => {
    const { url, next } = await receiver();
    for (const status of [204, 424]) {
      next({ status });
      expect(await sendWith('apprise', { server: url, key: 'k' })).toMatchObject({ ok: false, kind: 'retry' });
    }
    next({ status: 200 });
    expect(await sendWith('apprise', { server: url, key: 'k' })).toEqual({ ok: true });
  });
});

describe('webhook', () => {
  const secret = `whsec_${Buffer.from('a secret of thirty-two bytes, ok').toString('base64')}`;

  it('is signed as the reference library verifies it', async () => {
    const { url, got } = await receiver();
    const now = new Date().toISOString();
    const channel = channelKind('webhook');
    const sending = {
      message: exampleMessage(),
      link: null,
      previous: null,
      http: sendHttp,
      signal: AbortSignal.timeout(30_000),
    };
    await channel?.send({ ...sending, values: { url, secret }, key: 'message_abc.1', now });
    const request = got[0];
    const headers = request?.headers as Record<string, string>;
    expect(new Webhook(secret).verify(request?.text ?? '', headers)).toMatchObject({
      type: 'bilge.alert.open',
      data: { id: 'message_abc', severity: 'critical' },
    });
    expect(headers['webhook-id']).toBe('message_abc.1');
    expect(() => new Webhook(secret).verify(`${request?.text} `, headers)).toThrow();
  });
});

describe('ping', () => {
  it('healthchecks and Uptime Kuma, fine and not', async () => {
    const { url, got } = await receiver();
    const fine = { severity: 'info', title: 'Bilge runs: 2 hosts, 0 unreachable' } as const;
    await sendWith('ping', { url: `${url}/uuid`, style: 'healthchecks' }, { message: fine });
    await sendWith('ping', { url: `${url}/uuid`, style: 'healthchecks' }, { message: { severity: 'warning' } });
    await sendWith('ping', { url: `${url}/api/push/x?ping=`, style: 'kuma' }, { message: fine });
    expect(got.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /uuid',
      'POST /uuid/fail',
      'GET /api/push/x?ping=&status=up&msg=Bilge+runs%3A+2+hosts%2C+0+unreachable',
    ]);
  });
});
