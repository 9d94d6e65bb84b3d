import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openStore } from '../open-store.ts';
import { finished, firstLine, startChild } from '../testing/child.ts';
import { examplePlan } from '../testing/example-plan.ts';
import { exampleHost, temporaryDirectory, temporaryStore } from '../testing/temporary-store.ts';
import { acquireServerLock } from './server-lock.ts';

describe('several processes on one data directory', () => {
  it('lose no write, and each plan is used by exactly one of them', { timeout: 60_000 }, async () => {
    const store = temporaryStore();
    const count = 100;
    store.hosts.add(exampleHost(), { password: 'x' });
    for (let n = 1; n <= count; n += 1) store.plans.put(examplePlan({ id: `plan_${n}`, state: 'proposed' }));
    const names = ['one', 'two', 'three'];
    const children = names.map((name) => startChild('many-writes.ts', store.dataDirectory, name, String(count)));
    const said = (await Promise.all(children.map(finished))).map((text) => JSON.parse(text));
    expect(said.reduce((sum, { used }) => sum + used, 0)).toBe(count);
    for (const name of names) expect(store.audit.list({ actor: name, limit: 1_000 })).toHaveLength(count);
  });

  it('may all be the first', { timeout: 60_000 }, async () => {
    const directory = temporaryDirectory();
    const children = ['one', 'two', 'three'].map((name) => startChild('many-writes.ts', directory, name, '5'));
    await Promise.all(children.map(finished));
    const store = openStore({ dataDirectory: directory, checkIntegrity: true });
    expect(store.audit.list()).toHaveLength(15);
    store.close();
  });
});

describe('the server lock', () => {
  it('names the holder, and goes with it when it is killed', { timeout: 30_000 }, async () => {
    const directory = temporaryDirectory();
    const holder = startChild('hold-lock.ts', directory);
    expect(await firstLine(holder)).toBe('held');
    expect(() => acquireServerLock(directory)).toThrow(
      expect.objectContaining({
        code: 'server-running',
        userMessage: expect.stringContaining(`process ${holder.pid} on `),
      }),
    );
    const gone = new Promise((resolve) => holder.once('exit', resolve));
    holder.kill('SIGKILL');
    await gone;
    expect(fs.existsSync(path.join(directory, 'server.json')), 'the stale note is still there').toBe(true);
    acquireServerLock(directory).release();
  });

  it('holds within one process too, is free after release, and does not bind the store', () => {
    const directory = temporaryDirectory();
    const lock = acquireServerLock(directory);
    expect(() => acquireServerLock(directory)).toThrow(expect.objectContaining({ code: 'server-running' }));
    openStore({ dataDirectory: directory }).close();
    lock.release();
    lock.release();
    const next = acquireServerLock(directory);
    const note = JSON.parse(fs.readFileSync(path.join(directory, 'server.json'), 'utf8'));
    expect(note).toMatchObject({
      pid: process.pid,
      startTicks: expect.stringMatching(/^\d+$/),
      bootId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    next.release();
  });
});

describe('watchForeignWrites', () => {
  afterEach(() => void vi.useRealTimers());

  it("calls back for another connection's commits, not for our own", () => {
    vi.useFakeTimers();
    const store = temporaryStore();
    const other = openStore({ dataDirectory: store.dataDirectory });
    const seen = vi.fn();
    const stop = store.watchForeignWrites(seen);
    store.settings.put('own', 1);
    vi.advanceTimersByTime(600);
    expect(seen).not.toHaveBeenCalled();
    other.settings.put('foreign', 1);
    vi.advanceTimersByTime(600);
    expect(seen).toHaveBeenCalledTimes(1);
    stop();
    other.settings.put('foreign', 2);
    vi.advanceTimersByTime(5_000);
    expect(seen).toHaveBeenCalledTimes(1);
    other.close();
  });
});
