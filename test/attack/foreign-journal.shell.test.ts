import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import type { JournalEntry } from '../../lib/domain/run.ts';
import { localSession } from '../../lib/facts/testing/local-session.ts';
import { recoverRun } from '../../lib/runs/recover.ts';
import { examplePlan, exampleRun } from '../../lib/store/testing/example-plan.ts';
import { followInBackground } from '../../lib/usecases/runs/follow-runs.ts';
import { storedHost, temporaryApplication } from '../../lib/usecases/testing/temporary-application.ts';

/** A host writes the journal, and the run's id in each line of it. It may only speak of the run that is followed. */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-foreign-'));
const at = '2026-11-21T10:02:00Z';
afterEach(() => {
  vi.restoreAllMocks();
  fs.rmSync(folder, { recursive: true, force: true });
});

const entry = (runId: string, seq: number, type: JournalEntry['type'], more: Partial<JournalEntry> = {}) =>
  `${JSON.stringify({ runId, seq, at, type, ...more })}\n`;

function journal(...lines: string[]): string {
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'journal.jsonl'), lines.join(''));
  return folder;
}

it('what a host says of another run is dropped while its run is followed, and what it says of its own is kept', async () => {
  const app = temporaryApplication();
  const host = storedHost(app, 'ssh://root@127.0.0.1:1');
  const directory = journal(
    entry('run_1', 1, 'run.started'),
    // Ends the following where it is believed, and is appended to a run of another host.
    entry('run_2', 1, 'run.ended', { outcome: 'succeeded', said: 'forged' }),
    entry('run_1', 2, 'run.ended', { outcome: 'failed', said: 'the truth' }),
  );
  app.store.runs.put(exampleRun({ hostId: host.id, state: 'running', directory }));
  app.store.runs.put(exampleRun({ id: 'run_2', planId: 'plan_2', hostId: 'host_b', state: 'running' }));
  // The scan after the run finds nobody.
  vi.spyOn(app.pool, 'acquire')
    .mockResolvedValueOnce({ session: localSession(), release: () => undefined } as never)
    .mockRejectedValue(new Error('the host is gone'));
  const said: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((text: string) => void said.push(text));
  await followInBackground(app, 'run_1');
  expect(app.store.journal.after('run_2', 0)).toEqual([]);
  expect(app.store.runs.byId('run_2')?.state).toBe('running');
  expect(app.store.journal.after('run_1', 0).map(({ seq, type }) => [seq, type])).toEqual([
    [1, 'run.started'],
    [2, 'run.ended'],
  ]);
  expect(app.store.runs.byId('run_1')).toMatchObject({ state: 'failed' });
  expect(said.join('\n')).toContain('1 entries of another run');
});

it('and while a run is picked up again', async () => {
  const directory = journal(
    entry('run_1', 1, 'run.started'),
    entry('run_2', 2, 'run.ended', { outcome: 'succeeded', said: 'forged' }),
  );
  const recovered = await recoverRun(localSession(), exampleRun({ state: 'running', directory }), {
    plan: examplePlan(),
    now: at,
  });
  expect(recovered.entries.map(({ runId }) => runId)).toEqual(['run_1']);
  expect(recovered.run.state).toBe('interrupted');
});
