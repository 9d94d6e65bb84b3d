import fs from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { endpoints } from '../../app/api/endpoints/all.ts';
import { temporaryDirectory } from '../../lib/store/testing/temporary-store.ts';
import { addHost } from '../../lib/usecases/hosts/add-host.ts';
import { makeKey, openMadeKey } from '../../lib/usecases/hosts/made-keys.ts';
import { readMetrics } from '../../lib/usecases/metrics/metrics.ts';
import { scanHost } from '../../lib/usecases/scans/scan-host.ts';
import { ask, servedApplication, userOf } from './testing/served-application.ts';

/**
 * A secret that is easy to recognise in each place where one is stored; then everything that leaves the process is searched: every answer of
 * the API to an admin, the metrics, the log, the audit, the files of the data directory and what is inside a backup without its key.
 */
const canaries = {
  password: 'canary-of-the-password',
  passphrase: 'canary-of-the-passphrase',
  privateKey: '-----BEGIN OPENSSH PRIVATE KEY-----\ncanary-of-the-key\n-----END OPENSSH PRIVATE KEY-----\n',
  sudoPassword: 'canary-of-sudo',
  tlsKey: 'canary-of-the-tls-key',
  jump: 'canary-of-the-jump-host',
  channel: 'canary-of-the-channel',
};

afterEach(() => void vi.restoreAllMocks());

function logged(): string[] {
  const lines: string[] = [];
  for (const name of ['log', 'error', 'warn', 'info'] as const)
    vi.spyOn(console, name).mockImplementation((...words: unknown[]) => void lines.push(words.join(' ')));
  return lines;
}

it('no secret leaves the process in any form but sealed', async () => {
  const log = logged();
  const app = servedApplication();
  const admin = await userOf(app, 'anna', 'admin');
  const { jump, channel, ...secrets } = canaries;
  const host = await addHost(app, admin.actor, {
    name: 'nas',
    url: 'ssh://root@127.0.0.1:1',
    settings: { sudo: 'password', jump: ['ssh://j@127.0.0.1:2'] },
    secrets,
    jumpSecrets: [{ password: jump }],
    trust: 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    trustJumps: ['SHA256:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB'],
    unreached: true,
  });
  app.store.secrets.put({ owner: 'channel:channel_x', field: 'token' }, channel);
  const made = await makeKey(app, admin.actor, 'attic');
  const words = [
    ...Object.values(canaries).map((text) => /canary-of-[a-z-]+/.exec(text)?.[0] ?? text),
    openMadeKey(app, made.id).split('\n')[2] ?? '',
    admin.session ?? '',
    admin.page ?? '',
  ];
  expect(words.every((word) => word.length > 10)).toBe(true);
  const leaves = new Map<string, string>([['the answer to the made key', JSON.stringify(made)]]);

  await scanHost(app, admin.actor, host.id).catch((error: unknown) => {
    leaves.set('the failure of a scan', `${String(error)} ${JSON.stringify(error)}`);
  });
  let answered = 0;
  for (const { method, path: pattern } of endpoints.filter(
    ({ method, path: at }) => method === 'GET' && !at.includes('events'),
  )) {
    const answer = await ask('GET', pattern.replace('{id}', host.id).replaceAll(/\{\w+\}/g, 'x'), admin);
    leaves.set(`${method} ${pattern}`, `${JSON.stringify([...answer.headers])} ${await answer.text()}`);
    if (answer.status === 200) answered += 1;
  }
  expect(answered).toBeGreaterThan(10);
  leaves.set('the metrics', JSON.stringify(await readMetrics(app, admin.actor)));
  leaves.set('the audit', JSON.stringify(app.store.audit.list({ limit: 1000 })));

  const restored = path.join(temporaryDirectory(), 'inside');
  const answer = await ask('POST', '/backup', admin, { body: { passphrase: 'correct horse battery', withKey: false } });
  fs.writeFileSync(restored, Buffer.from(await answer.arrayBuffer()));
  for (const folder of [app.settings.dataDirectory, path.dirname(restored)])
    for (const name of fs.readdirSync(folder))
      leaves.set(`the file ${name}`, fs.readFileSync(path.join(folder, name), 'latin1'));
  leaves.set('the log', log.join('\n'));

  // The counterproof: the search finds what is there, and the secrets can still be opened.
  expect(app.store.hosts.secrets(host.id).password).toBe(canaries.password);
  leaves.forEach((text, where) => {
    for (const word of words) expect(text.includes(word), `${where} has ${word.slice(0, 24)}`).toBe(false);
  });
  expect([...leaves.values()].some((text) => text.includes('nas'))).toBe(true);
});
