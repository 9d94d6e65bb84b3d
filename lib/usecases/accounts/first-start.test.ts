import { expect, it } from 'vitest';
import { readSettings } from '../server/settings.ts';
import { firstStartText, keyPlace, ownAddresses } from './first-start.ts';

const environment = (more: Record<string, string> = {}): NodeJS.ProcessEnv => ({ NODE_ENV: 'test', ...more });

it('the link holds the code where a browser keeps it to itself', () => {
  const text = firstStartText({
    code: 'k3m9-7hqx-2b8d',
    addresses: ['http://192.168.1.5:3000', 'https://bilge.example.org/x'],
    keyPlace: '/data/secret.key',
  }).join('\n');
  expect(text).toContain('\n    http://192.168.1.5:3000/welcome#code=k3m9-7hqx-2b8d\n');
  expect(text).toContain('\n    https://bilge.example.org/welcome#code=k3m9-7hqx-2b8d\n');
  expect(text).toContain('/data/secret.key');
  expect(text).not.toMatch(/\?code=/);
});

it.each<[Record<string, string>, Record<string, string>, string[]]>([
  [{}, {}, ['http://127.0.0.1:3000']],
  [{ BILGE_LISTEN: '::1' }, { PORT: '3107' }, ['http://[::1]:3107']],
  [{ BILGE_LISTEN: '10.0.0.2' }, { BILGE_TLS_CERT: 'c', BILGE_TLS_KEY: 'k' }, ['https://10.0.0.2:3000']],
  [{ BILGE_LISTEN: '0.0.0.0', BILGE_URL: 'https://bilge.example.org' }, {}, ['https://bilge.example.org']],
])('%j %j is opened at %j', (settings, more, expected) => {
  expect(ownAddresses(readSettings(environment(settings)), environment(more))).toEqual(expected);
});

it('whoever listens everywhere is told the address of this machine first', () => {
  const settings = readSettings(environment({ BILGE_LISTEN: '0.0.0.0' }));
  expect(ownAddresses(settings, environment({ PORT: '3000' }))[0]).toBe('http://127.0.0.1:3000');
});

it('names where the key is', () => {
  expect(keyPlace(readSettings(environment({ BILGE_DATA: '/data' })))).toBe('/data/secret.key');
  expect(keyPlace(readSettings(environment({ BILGE_SECRET: 'sixteen characters' })))).toBe('BILGE_SECRET');
});
