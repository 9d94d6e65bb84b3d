import { describe, expect, it } from 'vitest';
import { outcomeOf } from './answers.ts';
import { RefusedAddressError, sendHttp, whyRefused } from './send-http.ts';
import { receiver } from './testing/receiver.ts';

const get = (url: string, signal = AbortSignal.timeout(30_000)) => sendHttp({ method: 'GET', url, signal });

describe('where a channel may go', () => {
  it.each([
    '169.254.169.254',
    '169.254.0.1',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    'fe80::1',
    'fe80::1%eth0',
    'fd00:ec2::254',
    '100.100.100.200',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
  ])('not to %s', (address) => {
    expect(whyRefused(address)).not.toBeNull();
  });

  it.each(['192.168.1.10', '10.0.0.2', '172.17.0.1', '127.0.0.1', '::1', 'fd12:3456::1', '203.0.113.5', '2001:db8::1'])(
    'to %s: the LAN, this machine, the internet',
    (address) => {
      expect(whyRefused(address)).toBeNull();
    },
  );

  it.each([
    'http://169.254.169.254/latest',
    'http://[::ffff:169.254.169.254]/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
  ])('not by %s either', async (url) => {
    await expect(get(url)).rejects.toThrow(RefusedAddressError);
  });
});

describe('an answer', () => {
  it('is bounded, also where the receiver never ends it', async () => {
    const { url, next } = await receiver();
    next('endless');
    expect((await get(url)).text.length).toBe(64 * 1024);
  });

  it('of a redirect is a failure that names it, and is not followed', async () => {
    const { url, got, next } = await receiver();
    next({ status: 302, headers: { location: 'http://169.254.169.254/' } });
    const answer = await get(url);
    expect(outcomeOf(answer)).toMatchObject({ ok: false, kind: 'retry', why: expect.stringContaining('redirect') });
    expect(got).toHaveLength(1);
  });

  it('that does not come, or breaks off, is an error', async () => {
    const { url, next } = await receiver();
    next('hang');
    await expect(get(url, AbortSignal.timeout(300))).rejects.toThrow();
    next('close');
    await expect(get(url)).rejects.toThrow();
    next('close-in-answer');
    await expect(get(url)).rejects.toThrow();
    await expect(get('http://127.0.0.1:1/')).rejects.toThrow(/ECONNREFUSED/);
  });

  it('says how long to wait, in seconds or as a date', () => {
    const answer = (value: string) => ({ status: 429, headers: { 'retry-after': value }, text: '' });
    expect(outcomeOf(answer('120'))).toMatchObject({ retryAfterMs: 120_000 });
    expect(outcomeOf(answer('Fri, 01 Jan 2100 00:00:00 GMT'))).toMatchObject({ retryAfterMs: expect.any(Number) });
    expect(outcomeOf(answer('soon'))).not.toHaveProperty('retryAfterMs');
  });
});
