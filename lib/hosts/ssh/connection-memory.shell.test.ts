import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
import { afterEach, describe, expect, it } from 'vitest';
import { asReadScript } from '../../shell/read-script.ts';
import { sh } from '../../shell/sh.ts';
import { Limiter } from '../sessions/limiter.ts';
import { openSession } from '../sessions/open-session.ts';
import { firstOfferedKey, trusted } from '../testing/example-host.ts';
import { generateKey, startSshServer } from '../testing/ssh-server.ts';
import { connectSsh } from './connect-ssh.ts';

/**
 * A connection lives for months. What each scan leaves hanging on it is counted here as what it is: objects that a forced collection leaves.
 * `queryObjects` collects before it counts.
 */
const { Channel } = createRequire(import.meta.url)('ssh2/lib/Channel.js');

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Objects of ours and of the server beside us; waits a few turns for closes that are on their way. */
async function livingChannels(expected: number): Promise<number> {
  let count = v8.queryObjects(Channel, { format: 'count' });
  for (let turn = 0; turn < 400 && count > expected; turn += 1) {
    await sleep(50);
    count = v8.queryObjects(Channel, { format: 'count' });
  }
  return count;
}

async function serveKey() {
  const key = generateKey('ed25519');
  const server = await startSshServer({ publicKey: key.public });
  cleanups.push(() => server.close());
  return { server, key, url: `ssh://tester@127.0.0.1:${server.port}` };
}

describe('a connection that lives for months', () => {
  it('keeps nothing of the scripts that ran over it', async () => {
    const { key, url } = await serveKey();
    const session = await openSession(await trusted(url), { privateKey: key.private });
    cleanups.push(() => session.close());
    const script = asReadScript(sh`head -c 100000 /dev/zero`);
    for (let scan = 0; scan < 30; scan += 1) await session.read(script, { timeoutMs: 20_000 });
    expect(await livingChannels(0)).toBe(0);
  });

  it('has nobody on its list when what was waited for has come, failed, or was given up', async () => {
    const { server, key, url } = await serveKey();
    const { settings } = await trusted(url);
    const connection = await connectSsh({
      address: { kind: 'ssh', user: 'tester', host: '127.0.0.1', port: server.port },
      login: { secrets: { privateKey: key.private }, agentSocket: null },
      pinned: settings.hostKey,
      deadlineMs: 10_000,
    });
    cleanups.push(() => connection.close());
    const channel = await connection.exec('true');
    channel.resume();
    expect(await connection.orLost(Promise.resolve('come'))).toBe('come');
    await expect(connection.orLost(Promise.reject(new Error('failed')))).rejects.toThrow('failed');
    await connection.forwardUnixSocket('/nowhere/docker.sock').catch(() => {});
    expect(connection.waitingCount).toBe(0);
    const forever = connection.orLost(new Promise(() => {}));
    expect(connection.waitingCount).toBe(1);
    server.cut();
    await expect(forever).rejects.toMatchObject({ failure: 'connection-lost' });
    expect(connection.waitingCount).toBe(0);
    await expect(connection.orLost(Promise.resolve('too late'))).rejects.toMatchObject({ failure: 'connection-lost' });
  });

  it('a line that is sent away takes its listener from the signal', async () => {
    const limiter = new Limiter(1);
    const release = await limiter.enter();
    const asker = new AbortController();
    let listening = 0;
    const { signal } = asker;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...all: Parameters<typeof addEventListener>) => {
      listening += 1;
      addEventListener.apply(signal, all);
    };
    signal.removeEventListener = (...all: Parameters<typeof removeEventListener>) => {
      listening -= 1;
      removeEventListener.apply(signal, all);
    };
    const waiting = limiter.enter(signal);
    expect(listening).toBe(1);
    limiter.rejectWaiting(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    expect(listening).toBe(0);
    release();
  });

  it('a fingerprint that was looked at leaves no connection behind', async () => {
    const { url } = await serveKey();
    await firstOfferedKey(url);
    const { Client } = createRequire(import.meta.url)('ssh2');
    let count = -1;
    for (let turn = 0; turn < 400 && count !== 0; turn += 1) {
      await sleep(50);
      count = v8.queryObjects(Client, { format: 'count' });
    }
    expect(count).toBe(0);
  });
});
