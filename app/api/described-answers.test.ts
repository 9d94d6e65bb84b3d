import { expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Actor } from '@/lib/access/actor.ts';
import type { AlertMessage } from '@/lib/domain/alerts/alert.ts';
import { lineProblem, problemDetails } from '@/lib/domain/answers/problem.ts';
import { exampleRun } from '@/lib/store/testing/example-plan.ts';
import { waitForBatch } from '@/lib/usecases/batches/batches.ts';
import { JobRunner } from '@/lib/usecases/jobs/job-runner.ts';
import { upkeepJob } from '@/lib/usecases/server/upkeep.ts';
import { ask, servedApplication, tokenOf } from '../../test/attack/testing/served-application.ts';
import type { Endpoint } from './core/endpoint.ts';
import { endpoints } from './endpoints/all.ts';

// A page should see the steps go by; a test need not.
vi.mock('node:timers/promises', async (original) => ({
  ...(await original<typeof import('node:timers/promises')>()),
  // A turn of the loop, or whoever polls would never let the work in between go on.
  setTimeout: () => new Promise((resolve) => setImmediate(resolve)),
}));

/** Every field that is sent stands in the schema: parsing drops what does not, and the two then differ. */
function expectDescribed(schema: z.ZodType, value: unknown, where: string): void {
  const parsed = schema.safeParse(value);
  expect(parsed.error?.issues ?? [], where).toEqual([]);
  expect(parsed.data, `${where}: fields that are not described`).toStrictEqual(value);
}

/** What an answer holds, each with the schema that describes it. */
function parts({ response }: Endpoint, answer: Response, text: string): [z.ZodType, unknown][] {
  switch (response.kind) {
    case 'json':
      return [[response.schema, JSON.parse(text)]];
    case 'nothing':
      return [[z.literal(''), text]];
    case 'file': {
      const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
      return [[response.content[type] ?? z.never(), fileOf(type, text)]];
    }
    case 'lines': {
      const line = z.union([response.line, lineProblem]);
      return text
        .trimEnd()
        .split('\n')
        .map((each) => [line, JSON.parse(each)]);
    }
    case 'events':
      return [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => [response.data, JSON.parse(data)]);
  }
}

function fileOf(type: string, text: string): unknown {
  if (type === 'application/json') return JSON.parse(text);
  return type === 'application/octet-stream' ? new File([text], 'download') : text;
}

function expectAnswer(endpoint: Endpoint, answer: Response, text: string, where: string): void {
  const { response } = endpoint;
  const success = response.kind === 'json' ? response.status : response.kind === 'nothing' ? 204 : 200;
  expect(answer.status, `${where}: ${text}`).toBe(success);
  const all = parts(endpoint, answer, text);
  expect(all.length, `${where}: nothing came`).toBeGreaterThan(0);
  for (const [schema, value] of all) expectDescribed(schema, value, where);
}

/** Of a stream that goes on, the first event. */
async function textOf(answer: Response, isEndless: boolean): Promise<string> {
  if (!isEndless) return answer.text();
  const reader = answer.body?.getReader();
  let text = '';
  while (reader && !text.includes('data: ')) text += new TextDecoder().decode((await reader.read()).value);
  await reader?.cancel();
  return text;
}

async function asker() {
  const app = servedApplication();
  const who = await tokenOf(app, 'anna', 'admin');
  const answered = new Set<string>();

  /** @param key method and address, as the table of endpoints has them */
  async function request(
    key: string,
    params: Record<string, string> = {},
    body?: unknown,
  ): Promise<[Endpoint, Response, string]> {
    const endpoint = endpoints.find(({ method, path }) => `${method} ${path}` === key);
    if (endpoint === undefined) throw new Error(`no endpoint ${key}`);
    const { path, query } = filled(endpoint.path, params);
    const answer = await ask(endpoint.method, path + query, who, { body });
    return [endpoint, answer, await textOf(answer, key === 'GET /events')];
  }

  return {
    app,
    answered,
    /** what came of it, as JSON where it is JSON */
    async send(key: string, params: Record<string, string> = {}, body?: unknown): Promise<unknown> {
      const [endpoint, answer, text] = await request(key, params, body);
      expectAnswer(endpoint, answer, text, key);
      answered.add(key);
      return endpoint.response.kind === 'json' ? JSON.parse(text) : text;
    },
    async refused(key: string, params: Record<string, string> = {}, body?: unknown): Promise<unknown> {
      const [, answer, text] = await request(key, params, body);
      expect(answer.headers.get('content-type'), `${key}: ${text}`).toBe('application/problem+json');
      expectDescribed(problemDetails, JSON.parse(text), key);
      return JSON.parse(text);
    },
  };
}

function filled(pattern: string, params: Record<string, string>): { path: string; query: string } {
  const inPath = Object.keys(params).filter((name) => pattern.includes(`{${name}}`));
  const query = Object.entries(params).filter(([name]) => !inPath.includes(name));
  return {
    path: inPath.reduce((path, name) => path.replace(`{${name}}`, encodeURIComponent(params[name] ?? '')), pattern),
    query: query.length > 0 ? `?${new URLSearchParams(query)}` : '',
  };
}

const owner: Actor = { kind: 'cli', name: 'cli:anna', role: 'admin' };
const withId = z.object({ id: z.string() });
const idOf = (answer: unknown): string => withId.parse(answer).id;
const nas = { id: 'nas' };

it('every endpoint answers what it is described to answer', async () => {
  const { app, answered, send, refused } = await asker();

  await send('GET /openapi.json');
  await send('POST /hosts', {}, { name: 'nas', url: 'demo:nas' });
  await send('POST /hosts/test', {}, { name: 'other', url: 'demo:nas' });
  await send('POST /hosts/keys', {}, { name: 'other' });
  await send('GET /hosts');
  await send('GET /hosts/{id}', nas);
  await send('PATCH /hosts/{id}', nas, { settings: { agent: true } });
  await send('POST /hosts/{id}/test', nas);
  await send('GET /overview');

  await refused('GET /hosts/{id}/report', nas);
  await send('POST /hosts/{id}/scan', nas);
  await send('POST /hosts/{id}/measure', nas);
  await send('POST /hosts/{id}/measure/stop', nas);
  const report = z
    .object({ leaks: z.array(z.object({ name: z.string() })).min(1) })
    .parse(await send('GET /hosts/{id}/report', nas));
  await refused('GET /hosts/{id}/inside', { ...nas, name: report.leaks[0]?.name ?? '' });
  await send('GET /hosts/{id}/whois', { ...nas, name: report.leaks[0]?.name ?? '' });
  await refused('GET /hosts/{id}/whois', { ...nas, name: ' ' });
  await send('GET /overview');
  await send('GET /widget');
  await send('GET /events', { after: '0' });

  const findings = z.array(z.object({ finding: z.object({ key: z.string() }) })).min(1);
  const key = findings.parse(await send('GET /findings'))[0]?.finding.key ?? '';
  await send('POST /findings/{key}/mute', { key }, { host: 'nas', reason: 'known', until: null });
  await send('GET /findings');
  await send('POST /findings/{key}/unmute', { key }, { host: 'nas' });
  await send('GET /hosts/{id}/history', nas);
  await send(
    'POST /diagnose',
    {},
    { texts: ['Filesystem  1K-blocks  Used Available Use% Mounted on\n/dev/sda1 100 99 1 99% /\n'] },
  );

  const actions = z.array(z.object({ available: z.boolean() })).parse(await send('GET /hosts/{id}/actions', nas));
  expect(new Set(actions.map(({ available }) => available))).toEqual(new Set([true, false]));
  await refused('POST /hosts/{id}/plans', nas, { action: 'restart-docker' });
  const wanted = { action: 'remove-leaked-layers', params: { names: 'all' } };
  const plan = { id: idOf(await send('POST /hosts/{id}/plans', nas, wanted)) };
  await send('GET /plans/{id}', plan);
  await send('GET /plans/{id}/script', plan);
  await refused('POST /plans/{id}/apply', plan, { confirm: 'another host' });
  const run = { id: idOf(await send('POST /plans/{id}/apply', plan, { confirm: 'nas' })) };
  // The stream of a run ends with the run.
  await send('GET /runs/{id}/events', run);
  await send('GET /runs/{id}', run);
  await send('GET /hosts/{id}/quarantine', nas);
  await send('GET /hosts/{id}/migration', nas);
  await send('GET /hosts/{id}/artifacts', nas);
  await send('GET /hosts/{id}/leftovers', nas);
  await send('GET /hosts/{id}/recording', nas);
  const undoing = { id: idOf(await send('POST /runs/{id}/undo', run)) };
  await send('GET /runs/{id}/events', undoing);
  const worker = { process: 'another', seenAt: app.now().toISOString() };
  const { id: hostId } = app.store.hosts.byName('nas') ?? { id: '' };
  app.store.runs.put({ ...exampleRun(), hostId, id: 'run_abcdefgh', state: 'running', worker });
  await send('POST /runs/{id}/cancel', { id: 'run_abcdefgh' });
  await send('GET /runs');

  const cleanup = { hosts: ['nas'], kind: 'quarantine-leaked' };
  const planned = async () => {
    const { id } = await waitForBatch(app, owner, idOf(await send('POST /batches', {}, cleanup)));
    return { id };
  };
  await send('POST /batches/{id}/cancel', await planned());
  const batch = await planned();
  await refused('POST /batches/{id}/start', batch, { confirm: [] });
  await send('POST /batches/{id}/start', batch, { confirm: ['nas'] });
  await waitForBatch(app, owner, batch.id);
  await send('GET /batches/{id}', batch);
  await send('GET /batches');

  await send('GET /hosts/{id}/forecast', nas);
  const wished = { name: 'scans', host: 'nas', kind: 'scan', when: 'every day at 03:00' };
  await send('POST /schedules/preview', {}, wished);
  await refused('POST /schedules/preview', {}, { ...wished, when: '0 0 31 2 *' });
  const schedule = { id: idOf(await send('POST /schedules', {}, wished)) };
  await send('GET /schedules');
  await send('POST /schedules/{id}/pause', schedule, { paused: true });
  await send('POST /schedules/{id}/approve', schedule, {});
  await refused('POST /schedules/{id}/run', schedule);
  const idle = new JobRunner(app, []);
  app.jobs = idle;
  await send('POST /schedules/{id}/run', schedule);
  app.jobs = null;
  await idle.stop();
  await send('DELETE /schedules/{id}', schedule);
  await send('GET /hosts/{id}/growth', nas);
  await send('GET /hosts/{id}/history/export', nas);
  new JobRunner(app, [upkeepJob]).look();
  await send('GET /jobs');
  await send('POST /jobs/{change}', { change: 'pause' }, { key: 'upkeep' });
  await refused('POST /jobs/{change}', { change: 'run' }, { key: 'upkeep' });
  await send('POST /jobs/{change}', { change: 'resume' }, { key: 'upkeep' });
  await send('POST /hosts/{id}/scan-interval', nas, { minutes: 60 });

  const volume = { object: `volume:${await firstVolume()}` };
  await send('POST /hosts/{id}/protections', nas, volume);
  await send('DELETE /hosts/{id}/protections/{object}', { ...nas, ...volume });

  const hook = { url: 'http://127.0.0.1:1/hook' };
  const made = { name: 'hook', kind: 'webhook', values: hook, rules: { ignoresQuietHours: true } };
  await refused('POST /channels', {}, { ...made, values: {} });
  const channel = { id: idOf(await send('POST /channels', {}, made)) };
  await send('PATCH /channels/{id}', channel, { rules: { minimumSeverity: 'critical' } });
  await send('POST /channels/{id}/test', channel);
  await send('GET /channels');
  const delivery = { channelId: channel.id, messageId: 'message_a', revision: 1 };
  const message = {
    id: 'message_a',
    revision: 1,
    phase: 'open',
    severity: 'warning',
    kinds: [],
    title: 'A',
    lines: [],
  };
  const at = app.now().toISOString();
  app.store.outbox.put({
    ...delivery,
    state: 'waiting',
    createdAt: at,
    attempts: 0,
    problem: null,
    endedAt: null,
    message: { ...message, path: '/', at, weight: 'new' } as AlertMessage,
  });
  await send('GET /deliveries');
  await send('POST /deliveries/retry', {}, delivery);
  await send('DELETE /channels/{id}', channel);
  await refused('POST /deliveries/retry', {}, delivery);
  const settings = await send('GET /alert-settings');
  await send('PATCH /alert-settings', {}, settings);

  await send('POST /backup', {}, { passphrase: 'twelve or more characters' });
  await send('GET /audit');
  await send('GET /audit/export', { format: 'csv' });
  await send('GET /audit/export', { format: 'json' });
  await send('DELETE /hosts/{id}', nas);
  await refused('GET /hosts/{id}', nas);

  // A recording has no files: it refuses to look inside, and that answer was parsed above. Nor is Docker moved on one.
  const all = endpoints.map(({ method, path }) => `${method} ${path}`);
  expect(all.filter((key) => !answered.has(key))).toEqual([
    'GET /hosts/{id}/inside',
    'GET /runs/{id}/migration-report',
    'GET /runs/{id}/migration-report/text',
  ]);

  async function firstVolume(): Promise<string> {
    const volumes = z.object({ volumes: z.array(z.object({ name: z.string() })).min(1) });
    return volumes.parse(await send('GET /hosts/{id}/report', nas)).volumes[0]?.name ?? '';
  }
});
