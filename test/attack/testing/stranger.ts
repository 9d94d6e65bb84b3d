import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Somebody at another machine: a network namespace of its own, joined by a veth pair to this one and to nothing else. */
export interface Stranger {
  /** as the dashboard sees them */
  address: string;
  /** where they reach this machine */
  here: string;
  /** Raw requests, one after the other; nothing is added to what is given. */
  ask(requests: readonly RawRequest[]): RawAnswer[];
  leave(): void;
}

export interface RawRequest {
  port: number;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

export function strangersPossible(): { ok: true } | { ok: false; reason: string } {
  if (process.getuid?.() !== 0) return { ok: false, reason: 'needs root for a network namespace' };
  return existsSync('/usr/sbin/ip') || existsSync('/sbin/ip') || existsSync('/usr/bin/ip')
    ? { ok: true }
    : { ok: false, reason: 'ip (iproute2) is not installed' };
}

const script = fileURLToPath(new URL('./ask.mjs', import.meta.url));

export function stranger(): Stranger {
  const number = process.pid % 250;
  const name = `bstr${process.pid}`;
  const [here, address] = [`10.79.${number}.1`, `10.79.${number}.2`];
  const ip = (...words: string[]): void => void execFileSync('ip', words);
  ip('netns', 'add', name);
  try {
    ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
    ip('addr', 'add', `${here}/24`, 'dev', name);
    ip('link', 'set', name, 'up');
    ip('-n', name, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    ip('-n', name, 'link', 'set', 'eth0', 'up');
    ip('-n', name, 'link', 'set', 'lo', 'up');
  } catch (error) {
    ip('netns', 'delete', name);
    throw error;
  }
  return {
    address,
    here,
    ask(requests) {
      const done = spawnSync('ip', ['netns', 'exec', name, process.execPath, script, here], {
        input: JSON.stringify(requests),
        encoding: 'utf8',
        maxBuffer: 256 * 1024 * 1024,
      });
      if (done.status !== 0) throw new Error(`asking from ${name}: ${done.stderr}`);
      return JSON.parse(done.stdout) as RawAnswer[];
    },
    // The pair goes with the namespace.
    leave: () => ip('netns', 'delete', name),
  };
}
