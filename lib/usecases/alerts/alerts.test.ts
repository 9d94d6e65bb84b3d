import fs from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { Actor } from '../../access/actor.ts';
import type { Finding, Severity } from '../../domain/finding.ts';
import { newId } from '../../domain/ids.ts';
import { type Behaviour, type Received, receiver } from '../../monitor/channels/testing/receiver.ts';
import { exampleRun } from '../../store/testing/example-plan.ts';
import type { Application } from '../core/application.ts';
import { muteFinding } from '../findings/findings.ts';
import { storedHost, temporaryApplication } from '../testing/temporary-application.ts';
import { changeAlertSettings } from './alert-settings.ts';
import { addChannel, changeChannel, listChannels, removeChannel } from './channels.ts';
import { deliverAll } from './deliver.ts';
import { listUnsent, retryDelivery } from './deliveries.ts';
import { sendHeartbeats } from './heartbeats.ts';
import { testChannel } from './test-channel.ts';
import { stepAlerts } from './watch-alerts.ts';

const anna: Actor = { kind: 'cli', name: 'anna', role: 'admin' };
const url = { BILGE_URL: 'https://bilge.lan' };

function finding(key: string, severity: Severity = 'critical'): Finding {
  return {
    key,
    checkId: key.split('.')[0] ?? '',
    severity,
    subject: { kind: 'host', id: key, label: key },
    title: `Title of ${key}`,
    detail: '',
    evidence: { command: null, columns: [], rows: [] },
    remedies: [],
  };
}

/** An application whose clock the test moves, with one host. */
function watched() {
  const app = temporaryApplication(url);
  let now = Date.parse('2026-11-30T12:00:00.000Z');
  app.now = () => new Date(now);
  const host = storedHost(app, 'ssh://root@nas');
  const checks = new Set<string>();
  return {
    app,
    host,
    later: (minutes: number) => {
      now += minutes * 60_000;
    },
    /** What a scan leaves behind. */
    scan: (...findings: Finding[]) => {
      const at = app.now().toISOString();
      for (const { checkId } of findings) checks.add(checkId);
      const outcomes = [...checks].map((checkId) => {
        const own = findings.filter((one) => one.checkId === checkId);
        return own.length > 0
          ? ({ checkId, status: 'fail', findings: own } as const)
          : ({ checkId, status: 'pass' } as const);
      });
      app.store.findings.record(host.id, at, outcomes);
      app.store.hostStates.put(host.id, { state: 'reachable', at, problem: null });
    },
    unreachable: () => {
      const problem = { code: 'unreachable', step: 'tcp', userMessage: 'nas does not answer.' };
      app.store.hostStates.put(host.id, { state: 'unreachable', at: app.now().toISOString(), problem });
    },
  };
}

async function hook(app: Application, name = 'hook', ...behaviours: Behaviour[]): Promise<Received[]> {
  const { url: target, got, next } = await receiver();
  next(...behaviours);
  await addChannel(app, anna, 'webhook', { name, values: { url: `${target}/${name}` }, rules: {} });
  return got;
}

const dataOf = ({ text }: Received) =>
  JSON.parse(text).data as { title: string; phase: string; url: string; lines: string[] };
const titles = (got: Received[]): string[] => got.map((one) => `${dataOf(one).phase}: ${dataOf(one).title}`);

describe('from a scan to a receiver', () => {
  it('a finding is told once, and its end too', async () => {
    const { app, host, scan, later } = watched();
    const got = await hook(app);
    scan(finding('leak.a'));
    for (let beat = 0; beat < 5; beat += 1) {
      stepAlerts(app);
      await deliverAll(app);
    }
    expect(titles(got)).toEqual(['open: nas: Title of leak.a']);
    expect(dataOf(got[0] as Received).url).toBe(`https://bilge.lan/hosts/${host.id}`);
    for (const wait of [15, 15]) {
      later(wait);
      scan();
      stepAlerts(app);
    }
    await deliverAll(app);
    expect(titles(got)).toEqual(['open: nas: Title of leak.a', 'resolved: Resolved: nas: Title of leak.a']);
    expect(got.map(({ headers }) => headers['webhook-id'])).toEqual([
      expect.stringMatching(/\.1$/),
      expect.stringMatching(/\.2$/),
    ]);
  });

  it('a host that cannot be reached, a run that failed; not a muted finding, not what a run causes', async () => {
    const { app, host, scan, later, unreachable } = watched();
    const got = await hook(app);
    scan(finding('leak.a'));
    await muteFinding(app, anna, { host: 'nas', key: 'leak.a', reason: 'known', until: null });
    stepAlerts(app);
    const run = { ...exampleRun(), hostId: host.id, startedAt: app.now().toISOString(), endedAt: null };
    app.store.runs.put({ ...run, id: 'run_one', state: 'running' });
    for (const wait of [15, 15, 15]) {
      later(wait);
      unreachable();
      stepAlerts(app);
    }
    await deliverAll(app);
    expect(got).toEqual([]);
    later(1);
    app.store.runs.put({
      ...run,
      id: 'run_one',
      state: 'failed',
      endedAt: app.now().toISOString(),
      said: 'No space is left.',
    });
    stepAlerts(app);
    stepAlerts(app);
    await deliverAll(app);
    expect(got, 'the scan after the run has not come yet').toHaveLength(1);
    later(1);
    unreachable();
    stepAlerts(app);
    await deliverAll(app);
    expect(titles(got)).toEqual([
      expect.stringMatching(/^event: nas: “.*” did not succeed\. No space is left\.$/),
      'open: nas: unreachable. nas does not answer.',
    ]);
  });

  it('a backup that is too old, and that there is a new one', async () => {
    const { app, later } = watched();
    const got = await hook(app);
    const settings = { quietHours: null, criticalInQuietHours: true, remindAfterHours: null, backupDays: 7 };
    await changeAlertSettings(app, anna, settings);
    stepAlerts(app);
    await deliverAll(app);
    expect(titles(got)).toEqual(['open: Bilge: there is no backup of Bilge’s own data']);
    const line = { actorKind: 'cli', actor: 'anna', subject: 'x', hostId: null, result: 'ok', detail: {} } as const;
    app.store.audit.append({ ...line, at: app.now().toISOString(), action: 'backup.made' });
    later(1);
    stepAlerts(app);
    stepAlerts(app);
    await deliverAll(app);
    expect(titles(got)[1]).toMatch(/^resolved:/);
  });
});

describe('a receiver that fails', () => {
  it.each<[string, Behaviour, string]>([
    ['answers 500', { status: 500 }, 'answers with an error (500)'],
    ['closes the connection', 'close', 'closed the connection'],
    ['hangs', 'hang', 'No answer within'],
    ['has too many messages', { status: 429, headers: { 'retry-after': '7200' } }, 'takes no more messages'],
    ['revoked the token', { status: 401 }, 'revoked'],
    ['is gone', { status: 404 }, 'deleted'],
  ])('%s: it is said, asked again later, and the other channel goes on', async (_, behaviour, why) => {
    const { app, scan, later } = watched();
    const bad = await hook(app, 'bad', behaviour, { status: 200 });
    const good = await hook(app, 'good');
    scan(finding('leak.a'));
    stepAlerts(app);
    await deliverAll(app, undefined, { deadlineMs: behaviour === 'hang' ? 500 : 20_000 });
    expect([bad.length, good.length]).toEqual([1, 1]);
    const [shown] = listChannels(app, anna);
    expect(shown).toMatchObject({ name: 'bad', waiting: 1, health: { failures: 1, lastSuccessAt: null } });
    expect(shown?.health.lastFailure).toContain(why);
    expect(listUnsent(app, anna)).toMatchObject([{ channelName: 'bad', attempts: 1, state: 'waiting' }]);
    await deliverAll(app);
    expect(bad, 'not at once').toHaveLength(1);
    later(121);
    await deliverAll(app);
    expect(bad).toHaveLength(2);
    expect(bad[0]?.headers['webhook-id']).toBe(bad[1]?.headers['webhook-id']);
    expect(listUnsent(app, anna)).toEqual([]);
    expect(good).toHaveLength(1);
  });

  it('refuses one message: it is given up after five tries, and can be tried again by hand', async () => {
    const { app, scan, later } = watched();
    const got = await hook(app, 'hook', { status: 422 });
    scan(finding('leak.a'));
    stepAlerts(app);
    for (let tries = 0; tries < 9; tries += 1) {
      await deliverAll(app);
      later(11);
    }
    expect(got).toHaveLength(5);
    const [failed] = listUnsent(app, anna);
    expect(failed).toMatchObject({ state: 'failed', problem: expect.stringContaining('422') });
    if (failed) await retryDelivery(app, anna, failed);
    await deliverAll(app);
    expect(got).toHaveLength(6);
  });

  it('was away for a day: what waited comes as one digest, which leaves out nothing', async () => {
    const { app, scan, later } = watched();
    const { url: target, got, next } = await receiver();
    next({ status: 503 });
    await addChannel(app, anna, 'webhook', { name: 'hook', values: { url: target }, rules: {} });
    for (const keys of [['leak.a'], ['leak.a', 'full.b'], ['full.b'], ['full.b'], ['full.b', 'more.c']]) {
      scan(...keys.map((key) => finding(key)));
      stepAlerts(app);
      await deliverAll(app);
      later(5 * 60);
    }
    const before = got.length;
    next({ status: 200 });
    later(61);
    await deliverAll(app);
    expect(got.length - before).toBe(1);
    const digest = dataOf(got.at(-1) as Received);
    expect(digest.phase).toBe('digest');
    expect(digest.title).toMatch(/^Late: 3 messages of the last \d+ h that could not be sent$/);
    for (const key of ['leak.a', 'full.b', 'more.c']) expect(digest.lines.join('\n')).toContain(key);
    expect(listUnsent(app, anna)).toEqual([]);
  });
});

describe('quiet hours', () => {
  it('hold warnings back, let critical ones through, and end in one digest without what resolved', async () => {
    const { app, scan, later } = watched();
    const got = await hook(app);
    const quietHours = { from: '22:00', to: '07:00', zone: 'Europe/Berlin' };
    await changeAlertSettings(app, anna, {
      quietHours,
      criticalInQuietHours: true,
      remindAfterHours: null,
      backupDays: null,
    });
    later(10 * 60);
    const kept = [finding('stays.a', 'warning'), finding('too.b', 'warning')];
    const seen = [[...kept, finding('goes.c', 'warning')], [...kept, finding('goes.c', 'warning')], kept, kept, kept];
    for (const [at, findings] of seen.entries()) {
      scan(...findings);
      if (at === 4) scan(...findings, finding('bad.d'));
      stepAlerts(app);
      await deliverAll(app);
      later(31);
    }
    expect(titles(got)).toEqual(['open: nas: Title of bad.d']);
    later(9 * 60);
    await deliverAll(app);
    await deliverAll(app);
    expect(got).toHaveLength(2);
    const text = JSON.stringify(dataOf(got[1] as Received));
    expect(text).toContain('stays.a');
    expect(text).toContain('too.b');
  });
});

describe('secrets of channels', () => {
  const canary = 'cAnArY0123456789abcdef';

  it('are in no answer, log line, audit line, error, or readable part of the database', async () => {
    const said: string[] = [];
    for (const level of ['log', 'error'] as const)
      vi.spyOn(console, level).mockImplementation((text) => void said.push(String(text)));
    const { app, scan } = watched();
    const { url: target, next } = await receiver();
    // A receiver that repeats what it got, as proxies and frameworks do.
    next({
      status: 401,
      body: JSON.stringify({
        error: `bad token ${canary} for /api/webhooks/1/${canary}`,
        message: canary,
        description: canary,
      }),
    });
    const dead = `http://127.0.0.1:1/${canary}`;
    const entered: [string, Record<string, string>][] = [
      ['ntfy', { server: target, topic: canary, token: canary }],
      ['gotify', { server: target, token: canary }],
      ['discord', { url: `${target}/api/webhooks/1/${canary}` }],
      ['slack', { url: `${target}/services/${canary}` }],
      ['telegram', { server: target, token: canary, chat: '1' }],
      ['pushover', { server: target, token: canary, user: canary }],
      ['apprise', { server: target, key: canary }],
      ['webhook', { url: dead, secret: `whsec_${Buffer.from(canary).toString('base64')}` }],
      ['ping', { url: dead }],
      ['email', { host: '127.0.0.1', port: '1', user: 'a', password: canary, from: 'a@b.lan', to: 'a@b.lan' }],
    ];
    const answers: unknown[] = [];
    for (const [kind, values] of entered) {
      answers.push(await addChannel(app, anna, kind, { name: kind, values, rules: {} }));
      answers.push(await testChannel(app, anna, kind));
    }
    scan(finding('leak.a'));
    stepAlerts(app);
    await deliverAll(app);
    await sendHeartbeats(app);
    answers.push(listChannels(app, anna), listUnsent(app, anna), app.store.audit.list());
    const wrong = async () =>
      addChannel(app, anna, 'webhook', { name: 'x', values: { url: `ftp://${canary}` }, rules: {} });
    await wrong().catch((error: unknown) => answers.push(String(error)));
    const text = JSON.stringify([answers, said]);
    expect(text).toContain('channel.tested');
    expect(text).not.toContain(canary);
    expect(text).not.toContain(Buffer.from(canary).toString('base64'));
    app.store.alerts.all();
    const bytes =
      fs.readFileSync(app.store.file).toString('latin1') + fs.readFileSync(`${app.store.file}-wal`).toString('latin1');
    expect(bytes.includes(canary)).toBe(false);
    vi.restoreAllMocks();
  });

  it('stay where a change does not name them, and go with the channel', async () => {
    const { app } = watched();
    const { id } = await addChannel(app, anna, 'ntfy', { name: 'phone', values: { topic: canary }, rules: {} });
    await changeChannel(app, anna, 'phone', { name: 'tablet', values: { topic: '' } });
    expect(app.store.channels.secrets(id)).toEqual({ topic: canary });
    expect(listChannels(app, anna)).toMatchObject([
      { name: 'tablet', settings: { server: 'https://ntfy.sh' }, secrets: ['topic'] },
    ]);
    await removeChannel(app, anna, 'tablet');
    expect(app.store.channels.secrets(id)).toEqual({});
  });

  it('need an admin, and every change is in the audit log', async () => {
    const { app } = watched();
    const viewer: Actor = { kind: 'system', name: 'x', role: 'operator' };
    expect(() => listChannels(app, viewer)).toThrow(/admin/);
    expect(() => testChannel(app, viewer, 'phone')).toThrow(/admin/);
    await addChannel(app, anna, 'ntfy', { name: 'phone', values: { topic: canary }, rules: {} });
    await changeChannel(app, anna, 'phone', { rules: { minimumSeverity: 'info' } });
    await removeChannel(app, anna, 'phone');
    expect(app.store.audit.list().map(({ action }) => action)).toEqual([
      'channel.removed',
      'channel.changed',
      'channel.added',
    ]);
  });
});

function anotherHost(app: Application, name: string) {
  const [first] = app.store.hosts.all();
  if (first === undefined) throw new Error('there is no host to copy');
  const host = { ...first, id: newId('host'), name, url: `ssh://root@${name}` };
  app.store.hosts.add(host, {});
  return host;
}

describe('a channel that hears of some hosts', () => {
  it('is told of them and of nothing else, though others share the message', async () => {
    const { app, host, later, scan } = watched();
    const got = await hook(app);
    const other = anotherHost(app, 'pi');
    await changeChannel(app, anna, 'hook', { rules: { hosts: [host.name] } });
    const everywhere = (...findings: Finding[]) => {
      scan(...findings);
      const at = app.now().toISOString();
      const checkId = 'both';
      app.store.findings.record(
        other.id,
        at,
        findings.length > 0 ? [{ checkId, status: 'fail', findings: [...findings] }] : [{ checkId, status: 'pass' }],
      );
      app.store.hostStates.put(other.id, { state: 'reachable', at, problem: null });
    };
    for (let look = 0; look < 8; look += 1) {
      everywhere(finding('both.1'));
      stepAlerts(app);
      later(15);
    }
    await deliverAll(app);
    expect(titles(got)).toEqual([`open: ${host.name}: Title of both.1`]);
    expect(got.map(({ text }) => text).join('\n')).not.toContain(`${other.name}:`);
    for (let look = 0; look < 12; look += 1) {
      everywhere();
      stepAlerts(app);
      later(15);
    }
    await deliverAll(app);
    expect(titles(got)).toEqual([
      `open: ${host.name}: Title of both.1`,
      `resolved: Resolved: ${host.name}: Title of both.1`,
    ]);
    expect(got.map(({ text }) => text).join('\n')).not.toContain(`${other.name}:`);
  });

  it('is not told of another host', async () => {
    const { app, later, scan } = watched();
    const got = await hook(app);
    const other = anotherHost(app, 'pi');
    await changeChannel(app, anna, 'hook', { rules: { hosts: [other.id] } });
    for (let look = 0; look < 4; look += 1) {
      scan(finding('a.1'));
      stepAlerts(app);
      later(15);
    }
    await deliverAll(app);
    expect(got).toEqual([]);
    const test = await testChannel(app, anna, 'hook');
    expect(test.notSent.join('\n')).toContain(`Hosts other than ${other.name}`);
    await changeChannel(app, anna, 'hook', { rules: { hosts: null } });
    expect(listChannels(app, anna)[0]?.rules).not.toHaveProperty('hosts');
  });

  it('needs hosts that there are, and at least one', async () => {
    const { app } = watched();
    await hook(app);
    await expect(async () => await changeChannel(app, anna, 'hook', { rules: { hosts: [] } })).rejects.toThrow(
      /at least one host/,
    );
    await expect(async () => await changeChannel(app, anna, 'hook', { rules: { hosts: ['nsa'] } })).rejects.toThrow(
      /No host named/,
    );
  });
});

it('the test says what would not be sent', async () => {
  const { app } = watched();
  const got = await hook(app);
  await changeChannel(app, anna, 'hook', { rules: { isEnabled: false, minimumSeverity: 'critical' } });
  const test = await testChannel(app, anna, 'hook');
  expect(test).toMatchObject({ sent: true, why: null });
  expect(titles(got)).toEqual(['test: Test message of Bilge']);
  expect(test.notSent.join('\n')).toContain('the channel is switched off');
  expect(test.notSent.join('\n')).toContain('critical messages only');
  expect(test.notSent.join('\n')).toContain('Not chosen for this channel: Run finished.');
});

it('a heartbeat is sent at its interval, says that hosts cannot be reached, and is never kept for later', async () => {
  const { app, later, unreachable } = watched();
  const { url: target, got, next } = await receiver();
  await addChannel(app, anna, 'ping', { name: 'beat', values: { url: `${target}/uuid` }, rules: {} });
  for (let beat = 0; beat < 3; beat += 1) await sendHeartbeats(app);
  expect(got).toHaveLength(1);
  later(5);
  unreachable();
  await sendHeartbeats(app);
  next({ status: 500 });
  later(5);
  for (let beat = 0; beat < 3; beat += 1) await sendHeartbeats(app);
  expect(got.map(({ path }) => path)).toEqual(['/uuid', '/uuid/fail', '/uuid/fail']);
  expect(listUnsent(app, anna)).toEqual([]);
});
