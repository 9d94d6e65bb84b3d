import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { TransportError } from '../../domain/errors.ts';
import { exampleHost } from '../testing/example-host.ts';
import type { PoolableSession } from './poolable-session.ts';
import { SessionPool } from './session-pool.ts';

class FakeSession implements PoolableSession {
  readonly hostId = 'host_example';
  readonly capabilities = new Set(['shell'] as const);
  readonly docker = null;
  readonly dockerProblem = null;
  readonly rootProblem = null;
  isOpen = true;
  closes = 0;
  looks = 0;
  async findDocker() {
    this.looks += 1;
  }
  async read(): Promise<never> {
    throw new Error('not in this test');
  }
  async execute(): Promise<never> {
    throw new Error('not in this test');
  }
  takeCost() {
    return { roundTrips: 0, engineRequests: 0, bytes: 0 };
  }
  async close() {
    this.isOpen = false;
    this.closes += 1;
  }
}

function makePool(options: { fail?: () => TransportError | null; idleMs?: number } = {}) {
  const opened: FakeSession[] = [];
  const clock = { now: 1_000_000 };
  let attempts = 0;
  const pool = new SessionPool({
    idleMs: options.idleMs ?? 60_000,
    now: () => clock.now,
    open: async () => {
      attempts += 1;
      await sleep(10);
      const error = options.fail?.() ?? null;
      if (error !== null) throw error;
      const session = new FakeSession();
      opened.push(session);
      return session;
    },
  });
  return { pool, opened, clock, attempts: () => attempts };
}

const host = exampleHost('ssh://root@nas');
const failure = (kind: 'unreachable' | 'auth-failed') =>
  new TransportError({ failure: kind, step: 'x', message: kind });

describe('the session pool', () => {
  it('opens one connection for everyone who asks at once, and keeps it warm', async () => {
    const { pool, opened } = makePool();
    const leases = await Promise.all([pool.acquire(host, {}), pool.acquire(host, {}), pool.acquire(host, {})]);
    for (const lease of leases) lease.release();
    const later = await pool.acquire(host, {});
    expect(later.session).toBe(leases[0]?.session);
    expect(opened).toHaveLength(1);
    later.release();
    await pool.closeAll();
    expect(opened[0]?.closes).toBe(1);
  });

  it('connects to no host whose stored settings cannot be read', async () => {
    const { pool, opened } = makePool();
    const unreadable = 'The stored settings of the host nas cannot be read.';
    await expect(pool.acquire({ ...host, unreadable }, {})).rejects.toMatchObject({
      code: 'misconfigured',
      message: unreadable,
    });
    expect(opened).toHaveLength(0);
    await pool.closeAll();
  });

  it('closes a connection nobody used for the idle time, and not before', async () => {
    const { pool, opened } = makePool({ idleMs: 60 });
    const lease = await pool.acquire(host, {});
    await sleep(120);
    expect(opened[0]?.isOpen).toBe(true);
    lease.release();
    lease.release();
    await sleep(120);
    expect(opened[0]?.closes).toBe(1);
  });

  it('opens anew when settings or secrets changed, and lets the old one finish', async () => {
    const { pool, opened } = makePool();
    const old = await pool.acquire(host, { password: 'a' });
    const fresh = await pool.acquire(host, { password: 'b' });
    expect(fresh.session).not.toBe(old.session);
    expect(opened[0]?.isOpen).toBe(true);
    old.release();
    await sleep(5);
    expect(opened[0]?.closes).toBe(1);
    expect(opened[1]?.isOpen).toBe(true);
    fresh.release();
    await pool.closeAll();
  });

  it('opens anew when the connection was lost', async () => {
    const { pool, opened } = makePool();
    const first = await pool.acquire(host, {});
    const [session] = opened;
    if (session !== undefined) session.isOpen = false;
    const second = await pool.acquire(host, {});
    expect(second.session).not.toBe(first.session);
    first.release();
    second.release();
    await pool.closeAll();
  });

  it('backs off after failures, longer each time, and forgets them on success', async () => {
    let isDown = true;
    const { pool, clock, attempts } = makePool({ fail: () => (isDown ? failure('unreachable') : null) });
    await expect(pool.acquire(host, {})).rejects.toThrow('unreachable');
    await expect(pool.acquire(host, {})).rejects.toThrow('unreachable');
    expect(attempts()).toBe(1);
    clock.now += 1_000;
    await expect(pool.acquire(host, {})).rejects.toThrow('unreachable');
    expect(attempts()).toBe(2);
    clock.now += 1_000;
    await expect(pool.acquire(host, {})).rejects.toThrow('unreachable');
    expect(attempts()).toBe(2);
    isDown = false;
    clock.now += 1_000;
    (await pool.acquire(host, {})).release();
    expect(attempts()).toBe(3);
    await pool.closeAll();
  });

  it('does not try a refused login again soon, unless a person asks or the secret changed', async () => {
    const { pool, clock, attempts } = makePool({ fail: () => failure('auth-failed') });
    await expect(pool.acquire(host, { password: 'a' })).rejects.toThrow();
    clock.now += 20_000;
    await expect(pool.acquire(host, { password: 'a' })).rejects.toThrow();
    expect(attempts()).toBe(1);
    await expect(pool.acquire(host, { password: 'b' })).rejects.toThrow();
    expect(attempts()).toBe(2);
    await expect(pool.acquire(host, { password: 'b' }, { fresh: true })).rejects.toThrow();
    expect(attempts()).toBe(3);
  });

  it('looks for Docker again when it was not there, but not on every use', async () => {
    const { pool, opened, clock } = makePool();
    (await pool.acquire(host, {})).release();
    expect(opened[0]?.looks).toBe(0);
    clock.now += 6_000;
    (await pool.acquire(host, {})).release();
    (await pool.acquire(host, {})).release();
    expect(opened[0]?.looks).toBe(1);
    await pool.closeAll();
  });

  it('lets one give up waiting without spoiling it for the others', async () => {
    const { pool, opened } = makePool();
    const controller = new AbortController();
    const impatient = pool.acquire(host, {}, { signal: controller.signal });
    const patient = pool.acquire(host, {});
    controller.abort(new Error('gone'));
    await expect(impatient).rejects.toThrow('gone');
    const lease = await patient;
    expect(opened[0]?.isOpen).toBe(true);
    lease.release();
    await pool.closeAll();
  });

  it('keeps nothing of a host that was closed, whoever still holds its lease or waits for it', async () => {
    const { pool, opened } = makePool();
    const lease = await pool.acquire(host, {});
    await pool.close(host.id);
    lease.release();
    const failing = makePool({ fail: () => failure('unreachable') });
    const asked = failing.pool.acquire(host, {});
    await failing.pool.close(host.id);
    await expect(asked).rejects.toThrow('unreachable');
    expect([opened[0]?.closes, pool.census, failing.pool.census]).toEqual([
      1,
      { connections: 0, retired: 0, failures: 0 },
      { connections: 0, retired: 0, failures: 0 },
    ]);
  });

  it('keeps nothing of settings that were replaced while their connection failed to open', async () => {
    const { pool } = makePool({ fail: () => failure('unreachable') });
    const old = pool.acquire(host, { password: 'a' });
    const fresh = pool.acquire(host, { password: 'b' });
    await expect(old).rejects.toThrow('unreachable');
    await expect(fresh).rejects.toThrow('unreachable');
    expect(pool.census).toEqual({ connections: 0, retired: 0, failures: 1 });
  });

  it('closes on demand, also while opening', async () => {
    const { pool, opened } = makePool();
    const opening = pool.acquire(host, {});
    await pool.close(host.id);
    await opening;
    expect(opened[0]?.closes).toBe(1);
  });
});
