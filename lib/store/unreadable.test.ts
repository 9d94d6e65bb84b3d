import Sqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { known } from '../domain/fact.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { unknownSections } from '../domain/unknown-sections.ts';
import { packJson, unpackJson } from './database/packed-json.ts';
import { openStore, type Store } from './open-store.ts';
import { examplePlan, exampleRun } from './testing/example-plan.ts';
import { exampleHost, temporaryDirectory, temporaryStore } from './testing/temporary-store.ts';

const at = '2026-11-21T10:00:00.000Z';
const facts: HostFacts = {
  id: 'facts_1',
  hostId: 'host_a',
  collectedAt: at,
  identity: { machineId: known('m'), engineId: known('e'), dataRoot: known('/d'), dataRootFsid: known('f') },
  sections: { ...unknownSections(), images: known([]), logLines: known([{ text: 'x' }]) },
  cost: { wallMs: 1, roundTrips: 1, engineRequests: 0, bytes: 1, remoteCpuMs: null },
};
const finding = {
  key: 'check:abc',
  checkId: 'check',
  severity: 'critical' as const,
  subject: { kind: 'host' as const, id: 'h', label: 'nas' },
  title: 'Full',
  detail: 'It is full.',
  evidence: { command: null, columns: [], rows: [] },
  remedies: [],
};

/** One of each kind, then the SQL of somebody else, then the store as it opens again. */
function damaged(...statements: string[]): Store {
  const dataDirectory = temporaryDirectory();
  const store = openStore({ dataDirectory });
  store.hosts.add(exampleHost());
  store.hosts.add(exampleHost('host_b', 'other'));
  store.facts.put(facts);
  for (const id of ['plan_1', 'plan_2']) store.plans.put(examplePlan({ id }));
  for (const id of ['run_1', 'run_2']) store.runs.put(exampleRun({ id, state: 'running' }));
  for (const seq of [1, 2, 3]) store.journal.append([{ runId: 'run_1', seq, at, type: 'run.note', said: `${seq}` }]);
  store.findings.record('host_a', at, [{ checkId: 'check', status: 'fail', findings: [finding] }]);
  store.settings.put('setting', 1);
  store.close();
  const raw = new Sqlite(store.file);
  raw.exec('DROP TRIGGER journal_no_update; DROP TRIGGER audit_no_update');
  for (const sql of statements) raw.exec(sql);
  raw.close();
  return openStore({ dataDirectory });
}

/** What is in the row now. */
function column(store: Store, sql: string): unknown {
  const raw = new Sqlite(store.file, { readonly: true });
  try {
    return raw.prepare(sql).pluck().get();
  } finally {
    raw.close();
  }
}

const shapes: [string, string][] = [
  ['not JSON', '{"half'],
  ['of another shape', '{"steps": 7}'],
  ['of a newer Bilge', '{"storedVersion": 99}'],
];

describe.each(shapes)('a stored value that is %s', (_, json) => {
  it('as a plan is shown by its id, can do nothing, and stays as it is', () => {
    const store = damaged(`UPDATE plans SET json = '${json}' WHERE id = 'plan_1'`);
    const plan = store.plans.byId('plan_1');
    expect(plan).toMatchObject({ id: 'plan_1', hostId: 'host_a', state: 'expired', title: 'Unreadable plan plan_1' });
    expect(plan?.unreadable).toMatch(
      /^The stored plan plan_1 cannot be read \(.+\)\. It was left as it is\. Plan again\.$/,
    );
    expect(store.plans.list().map(({ id, unreadable }) => [id, unreadable !== undefined])).toEqual([
      ['plan_2', false],
      ['plan_1', true],
    ]);
    expect(column(store, `SELECT json FROM plans WHERE id = 'plan_1'`)).toBe(json);
    store.close();
  });

  it('as a run is shown, not taken up again, and never written over', () => {
    const store = damaged(`UPDATE runs SET json = '${json}' WHERE id = 'run_1'`);
    const run = store.runs.byId('run_1');
    expect(run).toMatchObject({ id: 'run_1', hostId: 'host_a', state: 'interrupted', title: 'Unreadable run run_1' });
    expect(store.runs.list()).toHaveLength(2);
    expect(store.runs.unfinished().map(({ id }) => id)).toEqual(['run_2']);
    expect(store.runs.freedByHost()).toEqual(new Map());
    expect(() => run && store.runs.put({ ...run, cancelRequested: true })).toThrow(
      expect.objectContaining({ code: 'stored-unreadable' }),
    );
    expect(column(store, `SELECT json FROM runs WHERE id = 'run_1'`)).toBe(json);
    store.close();
  });

  it('as a line of a journal keeps its place', () => {
    const store = damaged(`UPDATE journal SET json = '${json}' WHERE seq = 2`);
    const lines = store.journal.after('run_1', 0);
    expect(lines.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(lines.map(({ said }) => said?.slice(0, 47))).toEqual([
      '1',
      'The stored journal entry 2 of run_1 cannot be r',
      '3',
    ]);
    store.close();
  });

  it('as a finding or a result of a check says that a scan writes it anew', () => {
    const store = damaged(`UPDATE open_findings SET json = '${json}'; UPDATE check_outcomes SET json = '${json}'`);
    expect(store.findings.open('host_a')[0]?.finding).toMatchObject({
      key: 'check:abc',
      severity: 'critical',
      detail: expect.stringContaining('Scan the host'),
    });
    expect(store.findings.outcomes('host_a')).toMatchObject([{ checkId: 'check', status: 'error' }]);
    store.close();
  });

  it('as the settings of a host leaves the others, and nothing connects to it', () => {
    const store = damaged(`UPDATE hosts SET settings = '${json.replace('"steps"', '"jump"')}' WHERE id = 'host_a'`);
    const isReadable = json.includes('storedVersion');
    expect(store.hosts.all().map(({ name, unreadable }) => [name, unreadable === undefined])).toEqual([
      ['nas', isReadable],
      ['other', true],
    ]);
    store.close();
  });

  it('as a setting is an error that names it', () => {
    const store = damaged(`UPDATE settings SET json = '${json}'`);
    expect(() => store.settings.get('setting', z.number())).toThrow(
      expect.objectContaining({ code: 'stored-unreadable', userMessage: expect.stringContaining('setting setting') }),
    );
    store.close();
  });
});

describe('a stored scan', () => {
  function withBody(change: (body: Record<string, unknown>) => unknown): HostFacts | null {
    const store = damaged();
    const raw = new Sqlite(store.file);
    const body = raw.prepare<[], Buffer>('SELECT body FROM facts').pluck().get();
    const changed = change(unpackJson(body ?? Buffer.alloc(0)) as Record<string, unknown>);
    raw.prepare('UPDATE facts SET body = ?').run(Buffer.isBuffer(changed) ? changed : packJson(changed));
    raw.close();
    const found = store.facts.latest('host_a');
    store.close();
    return found;
  }
  const sections = (body: Record<string, unknown>) => body.sections as Record<string, unknown>;

  it.each<[string, unknown]>([
    ['cut off', Buffer.from('rubbish')],
    ['without its envelope', { sections: {} }],
    ['of a newer Bilge', { storedVersion: 99 }],
  ])('%s is known in nothing, and says so everywhere', (_, body) => {
    const found = withBody(() => body);
    expect(found).toMatchObject({ id: 'facts_1', hostId: 'host_a', collectedAt: at });
    for (const fact of [...Object.values(found?.sections ?? {}), ...Object.values(found?.identity ?? {})])
      expect(fact).toMatchObject({ reason: 'unparseable', detail: expect.stringContaining('facts_1 cannot be read') });
  });

  it('loses only the section that does not parse, with the place in it', () => {
    const found = withBody((body) => ({
      ...body,
      sections: { ...sections(body), logLines: { state: 'known', value: [{ text: 7 }] } },
    }));
    expect(found?.sections.images).toEqual(known([]));
    expect(found?.sections.logLines).toMatchObject({
      reason: 'unparseable',
      detail: expect.stringContaining('logLines of the stored scan cannot be read (value.0.text:'),
    });
  });

  it('of an older version has what that version did not write as unknown, never undefined', () => {
    const found = withBody(({ storedVersion: _, ...body }) => {
      const { kernelLog: __, ...rest } = sections(body);
      return { ...body, sections: { ...rest, logLines: { state: 'known', value: 'as it was once' } } };
    });
    for (const id of ['kernelLog', 'logLines'] as const)
      expect(found?.sections[id]).toMatchObject({
        reason: 'not-collected',
        detail: expect.stringContaining('This scan was made by an older Bilge.'),
      });
    expect(found?.sections.images).toEqual(known([]));
  });
});

describe.each(shapes)('of what Bilge does by itself, a stored value that is %s', (_, json) => {
  const channel = {
    id: 'channel_1',
    name: 'phone',
    kind: 'ntfy',
    settings: {},
    rules: { isEnabled: true, minimumSeverity: 'info' as const, kinds: [], ignoresQuietHours: false },
    createdAt: at,
  };
  const message = {
    id: 'message_1',
    revision: 1,
    phase: 'event' as const,
    severity: 'info' as const,
    kinds: [],
    title: 'A title',
    lines: [],
    path: '/health',
    at,
    weight: 'new' as const,
  };
  const delivery = { channelId: 'channel_1', messageId: 'message_1', revision: 1, state: 'waiting' as const };
  function withAll(...statements: string[]): Store {
    const dataDirectory = temporaryDirectory();
    const store = openStore({ dataDirectory });
    store.channels.add(channel, {});
    store.outbox.put({ ...delivery, createdAt: at, attempts: 0, problem: null, endedAt: null, message });
    store.close();
    const raw = new Sqlite(store.file);
    raw.exec(`INSERT INTO alerts (id, json) VALUES ('alert_1', '{}')`);
    for (const sql of statements) raw.exec(sql);
    raw.close();
    return openStore({ dataDirectory });
  }

  it('as a channel is shown by its name, sends nothing, says what to do, and is not written over', () => {
    const store = withAll(`UPDATE channels SET json = '${json}'`);
    const found = store.channels.byName('phone');
    expect(found).toMatchObject({ id: 'channel_1', rules: { isEnabled: false } });
    expect(found?.unreadable).toContain('Remove the channel and add it again.');
    expect(() => found && store.channels.update(found, {})).toThrow(
      expect.objectContaining({ code: 'stored-unreadable' }),
    );
    expect(column(store, 'SELECT json FROM channels')).toBe(json);
    store.close();
  });

  it('as a message that waits is sent with its id and where to look', () => {
    const store = withAll(`UPDATE outbox SET json = '${json}'`);
    expect(store.outbox.open('channel_1')[0]?.message).toMatchObject({
      id: 'message_1',
      severity: 'warning',
      lines: [expect.stringContaining('message_1 cannot be read')],
    });
    store.close();
  });

  it('as an alert is left out and left as it is: what it was about is observed again', () => {
    const store = withAll(`UPDATE alerts SET json = '${json}'`);
    expect(store.alerts.all()).toEqual([]);
    expect(column(store, 'SELECT json FROM alerts')).toBe(json);
    store.close();
  });

  it('as measured values is left out of the charts, told of, and survives what puts the others in their places', () => {
    const store = withAll();
    // Any object of numbers is measured values.
    const odd = json.replace(': 7}', ': "7"}');
    store.hosts.add(exampleHost(), {});
    store.samples.add('host_a', at, { used: 1 });
    const raw = new Sqlite(store.file);
    raw.exec(`INSERT INTO recent_samples (host_id, at_ms, json) VALUES ('host_a', 5, '${odd}')`);
    raw.close();
    expect(store.samples.unreadable()).toEqual([expect.stringContaining('of host_a at 1970-01-01')]);
    store.samples.add('host_a', '1970-01-01T00:00:00.005Z', { used: 2 });
    for (const _ of store.samples.thin(at));
    expect(store.samples.since('host_a', '1970-01-01T00:00:00.000Z', ['used'])).toEqual([
      { at, name: 'used', value: 1 },
    ]);
    expect(column(store, 'SELECT json FROM recent_samples')).toBe(odd);
    store.close();
  });
});

it('a job that cannot be read is shown as paused with what to do, is left as it is, and is written again by who resumes it', () => {
  const store = temporaryStore();
  const job = { key: 'upkeep', kind: 'upkeep', hostId: null, attempts: 0, begunAtMs: 1, endedAtMs: 2, tookMs: 1 };
  store.jobs.put({ ...job, state: 'waiting', nextAtMs: 5, problem: null });
  const raw = new Sqlite(store.file);
  raw.exec('UPDATE jobs SET next_at_ms = 9000000000000000');
  raw.close();
  const shown = store.jobs.byKey('upkeep');
  expect(shown).toMatchObject({
    state: 'held',
    problem: expect.stringMatching(/job upkeep cannot be read.+Resume it/),
  });
  expect(store.jobs.all()).toEqual([shown]);
  expect(store.jobs.unreadable()).toEqual([shown?.problem]);
  expect(column(store, 'SELECT next_at_ms FROM jobs')).toBe(9_000_000_000_000_000);
  expect(store.jobs.hold('upkeep', false)).toBe(true);
  expect(store.jobs.byKey('upkeep')).toMatchObject({ state: 'waiting', nextAtMs: 0, problem: null });
  expect(store.jobs.unreadable()).toEqual([]);
});

it('a journal line that cannot be read is no conflict when the host tells it again', () => {
  const store = temporaryStore();
  const entry = { runId: 'run_1', seq: 1, at, type: 'run.note' as const, said: 'one' };
  store.journal.append([entry]);
  const raw = new Sqlite(store.file);
  raw.exec(`DROP TRIGGER journal_no_update; UPDATE journal SET json = '{'`);
  raw.close();
  expect(store.journal.append([entry, { ...entry, seq: 2 }])).toBe(1);
});
