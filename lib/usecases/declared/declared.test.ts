import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import { changeChannel, removeChannel } from '../alerts/channels.ts';
import { removeHost } from '../hosts/remove-host.ts';
import { scanHost } from '../scans/scan-host.ts';
import { allSchedules } from '../schedules/schedule-store.ts';
import { removeSchedule } from '../schedules/schedules.ts';
import { changeSignIn, readSignIn, signInSecret } from '../sign-in/settings.ts';
import { temporaryApplication } from '../testing/temporary-application.ts';
import { applyDeclared } from './apply-declared.ts';
import { parseDeclared } from './declared-file.ts';
import { declaredJob } from './declared-job.ts';
import { declaredNames, declaredStatus } from './declared-store.ts';

const anna: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };

const whole = `version: 1
hosts:
  - name: nas
    url: demo:nas
    settings: { scanEveryMinutes: 30 }
channels:
  - name: hook
    kind: webhook
    values: { url: "\${env:BILGE_TEST_HOOK}" }
    minimumSeverity: critical
schedules:
  - name: nightly
    host: nas
    kind: prune-images
    when: every day at 03:00
    mostObjects: 5
`;

function declaring(text: string) {
  const app = temporaryApplication();
  const file = path.join(app.settings.dataDirectory, 'bilge.yaml');
  const write = (next: string): void => fs.writeFileSync(file, next, { mode: 0o600 });
  write(text);
  process.env.BILGE_TEST_HOOK = 'http://127.0.0.1:9/canary-secret';
  return { app, file, write };
}

describe('a mistake', () => {
  it.each<[string, string, number | null, string]>([
    ['no YAML', 'version: 1\nhosts: [', 2, ''],
    ['an unknown version', 'version: 2\n', 1, 'version: 1'],
    ['an unknown key', 'version: 1\nhosts:\n  - name: a\n    url: demo:nas\n    ulr: x\n', 5, 'ulr'],
    ['a name that is none', 'version: 1\nhosts:\n  - name: "a b"\n    url: demo:nas\n', 3, 'hosts.0.name'],
    [
      'an interval out of range',
      'version: 1\nhosts:\n  - name: a\n    url: demo:nas\n    settings:\n      scanEveryMinutes: 1\n',
      6,
      '5',
    ],
    ['SSH without a key that was compared', 'version: 1\nhosts:\n  - name: a\n    url: ssh://root@a\n', 4, 'trust'],
    [
      'a secret in the file',
      'version: 1\nhosts:\n  - name: a\n    url: demo:nas\n    secrets: { password: hunter2 }\n',
      5,
      'file:',
    ],
    [
      'a field that a channel lacks',
      'version: 1\nchannels:\n  - name: a\n    kind: webhook\n    values: { topic: x }\n',
      5,
      'no field',
    ],
    [
      'a name twice',
      'version: 1\nhosts:\n  - { name: a, url: "demo:nas" }\n  - { name: a, url: "demo:nas" }\n',
      4,
      'two named',
    ],
    [
      'a schedule that is none',
      'version: 1\nschedules:\n  - name: a\n    host: nas\n    kind: prune-everything\n    when: every hour\n',
      5,
      'kind',
    ],
    ['a key twice', 'version: 1\nhosts: []\nhosts: []\n', 3, ''],
  ])('%s has its line and its reason', (_, text, line, why) => {
    const read = parseDeclared(text);
    expect(read).toMatchObject({ ok: false, problem: { line, why: expect.stringContaining(why) } });
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });

  it('in a file that was valid changes nothing, and is said', async () => {
    const { app, write } = declaring(whole);
    await applyDeclared(app);
    write(whole.replace('scanEveryMinutes: 30', 'scanEveryMinutes: soon'));
    await applyDeclared(app);
    expect(declaredStatus(app)).toMatchObject({ problem: expect.stringMatching(/^line 5: hosts\.0\.settings/) });
    expect(app.store.hosts.byName('nas')?.settings.scanEveryMinutes).toBe(30);
    write(whole.replace('scanEveryMinutes: 30', 'scanEveryMinutes: 60'));
    await applyDeclared(app);
    expect(declaredStatus(app)?.problem).toBeNull();
    expect(app.store.hosts.byName('nas')?.settings.scanEveryMinutes).toBe(60);
  });
});

describe('a valid file', () => {
  it('is done, once; what cannot be done yet is said and done later', async () => {
    const { app } = declaring(whole);
    await applyDeclared(app);
    expect(app.store.hosts.byName('nas')).toMatchObject({ url: 'demo:nas', settings: { scanEveryMinutes: 30 } });
    expect(app.store.channels.all()).toMatchObject([{ name: 'hook', rules: { minimumSeverity: 'critical' } }]);
    expect(declaredStatus(app)?.pending).toEqual([expect.stringMatching(/^schedule nightly: .*scanned first/)]);
    await scanHost(app, anna, 'nas');
    await applyDeclared(app);
    expect(declaredStatus(app)).toMatchObject({ pending: [], counts: { hosts: 1, channels: 1, schedules: 1 } });
    const [schedule] = allSchedules(app);
    expect(schedule?.approval).toMatchObject({ by: 'bilge.yaml', mostObjects: 5 });
    const lines = app.store.audit.list({ limit: 100 }).length;
    await applyDeclared(app);
    expect(app.store.audit.list({ limit: 100 }), 'nothing is done again').toHaveLength(lines);
    expect(allSchedules(app)).toEqual([schedule]);
    expect(() => removeSchedule(app, anna, 'nightly')).toThrow('is declared in');
    expect(JSON.stringify(app.store.audit.list({ limit: 100 }))).not.toContain('canary-secret');
  });

  it('is where what it declares is changed, until it names it no more', async () => {
    const { app, write, file } = declaring(whole);
    await applyDeclared(app);
    const refused = `is declared in ${file}`;
    expect(() => changeChannel(app, anna, 'hook', { rules: {} })).toThrow(refused);
    expect(() => removeChannel(app, anna, 'hook')).toThrow(refused);
    await expect(removeHost(app, anna, 'nas')).rejects.toThrow(refused);
    write('version: 1\n');
    await applyDeclared(app);
    expect(app.store.channels.all()).toHaveLength(1);
    await removeChannel(app, anna, 'hook');
    expect(app.store.channels.all()).toHaveLength(0);
  });

  it('reads a secret again that was renewed', async () => {
    const { app } = declaring(whole);
    await applyDeclared(app);
    const secrets = () => app.store.channels.secrets(app.store.channels.byName('hook')?.id ?? '');
    expect(JSON.stringify(secrets())).toContain('canary-secret');
    process.env.BILGE_TEST_HOOK = 'http://127.0.0.1:9/renewed';
    await applyDeclared(app);
    expect(JSON.stringify(secrets())).toContain('renewed');
  });
});

it('is marked where what it declares is listed', async () => {
  const { app, file, write } = declaring(whole);
  await applyDeclared(app);
  expect(declaredNames(app, 'host')).toEqual({ file, names: ['nas'] });
  expect(declaredNames(app, 'channel')).toEqual({ file, names: ['hook'] });
  write('version: 1\n');
  await applyDeclared(app);
  expect(declaredNames(app, 'host')).toBeNull();
});

const withSignIn = `${whole}signIn:
  issuer: https://id.example.org/
  clientId: bilge
  clientSecret: "\${env:BILGE_TEST_HOOK}"
  allowedGroups: [bilge]
`;

it('declares single sign-on, with its secret sealed; the page does not change it', async () => {
  const { app, write, file } = declaring(withSignIn);
  await applyDeclared(app);
  expect(readSignIn(app, anna)).toMatchObject({
    settings: { issuer: 'https://id.example.org/' },
    hasSecret: true,
    declaredIn: file,
  });
  expect(signInSecret(app)).toContain('canary-secret');
  const lines = app.store.audit.list({ limit: 100 }).length;
  await applyDeclared(app);
  expect(app.store.audit.list({ limit: 100 }), 'nothing is done again').toHaveLength(lines);
  await expect(changeSignIn(app, anna, { settings: null })).rejects.toThrow(`sign-in provider is declared in ${file}`);
  write(withSignIn.replace('https:', 'http:'));
  await applyDeclared(app);
  expect(declaredStatus(app)?.problem).toMatch(/^line 18: signIn\.issuer: is without TLS/);
  write(whole);
  await applyDeclared(app);
  await changeSignIn(app, anna, { settings: null });
  expect(readSignIn(app, anna)).toMatchObject({ settings: null, hasSecret: false, declaredIn: null });
});

it('names the hosts that a channel hears of', async () => {
  const { app, write } = declaring(whole.replace('    minimumSeverity', '    hosts: [nas]\n    minimumSeverity'));
  await applyDeclared(app);
  const [nas] = app.store.hosts.all();
  expect(app.store.channels.byName('hook')?.rules.hosts).toEqual([nas?.id]);
  write(whole);
  await applyDeclared(app);
  expect(app.store.channels.byName('hook')?.rules).not.toHaveProperty('hosts');
});

it('is read again on SIGHUP; an invalid one changes nothing, and its line and the reason are said', async () => {
  const { app, write } = declaring(whole);
  await applyDeclared(app);
  const reads: Promise<unknown>[] = [];
  const listeners = process.listenerCount('SIGHUP');
  const read = () => {
    reads.push(Promise.resolve(declaredJob.work({ app } as Parameters<typeof declaredJob.work>[0])));
  };
  const stop = declaredJob.listen?.(app, read);
  // A real signal to this very process: without the listener it would end here.
  const signalled = async () => {
    const before = reads.length;
    process.kill(process.pid, 'SIGHUP');
    await expect.poll(() => reads.length).toBeGreaterThan(before);
    await Promise.all(reads);
  };
  write(whole.replace('scanEveryMinutes: 30', 'scanEveryMinutes: 1'));
  await signalled();
  expect(declaredStatus(app)?.problem).toMatch(/line 5.*scanEveryMinutes/);
  expect(app.store.hosts.all()).toMatchObject([{ name: 'nas', settings: { scanEveryMinutes: 30 } }]);
  write(whole.replace('scanEveryMinutes: 30', 'scanEveryMinutes: 60'));
  await signalled();
  expect(declaredStatus(app)?.problem).toBeNull();
  expect(app.store.hosts.all()).toMatchObject([{ name: 'nas', settings: { scanEveryMinutes: 60 } }]);
  stop?.();
  expect(process.listenerCount('SIGHUP')).toBe(listeners);
});
