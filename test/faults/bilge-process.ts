import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { LabHost } from '../../lab/lab.ts';
import { type Answer, outputOf } from '../../lab/output-of.ts';
import type { Role } from '../../lib/access/actor.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** One installation of Bilge: a data directory of its own, driven by the command line as a person does. */
export class Bilge {
  readonly data: string;

  /** `data` is that of a dashboard that serves, where it shares one */
  constructor(data: string = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-faults-'))) {
    this.data = data;
  }

  spawn(args: readonly string[], stdin: 'ignore' | 'pipe' = 'ignore'): ChildProcess {
    return spawn(path.join(root, 'bin/bilge'), args, {
      env: { ...process.env, BILGE_DATA: this.data },
      stdio: [stdin, 'pipe', 'pipe'],
      detached: true,
    });
  }

  run(...args: readonly string[]): Promise<Answer> {
    return outputOf(this.spawn(args));
  }

  async json<T>(...args: readonly string[]): Promise<T> {
    const { code, stdout, stderr } = await this.run(...args, '--json');
    if (stdout.trim() === '') throw new Error(`bilge ${args.join(' ')} said nothing and ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as T;
  }

  /** With sudo where the host's login has it. */
  async add(name: string, host: LabHost): Promise<void> {
    const sudo = host.sudoPassword === undefined ? [] : ['--sudo', 'password', '--sudo-password-stdin'];
    const words = ['host', 'add', name, host.url, '--key', host.keyFile, '--trust', host.hostKeyFingerprint, ...sudo];
    const child = this.spawn([...words, '--json'], 'pipe');
    child.stdin?.end(`${host.sudoPassword ?? ''}\n`);
    const { code, stderr } = await outputOf(child);
    if (code !== 0) throw new Error(`bilge host add ${name} ended with ${code}: ${stderr}`);
  }

  /** With a password that nobody needs: what it makes is asked for by a token. */
  async addUser(name: string, role: Role): Promise<void> {
    const child = this.spawn(['user', 'add', name, '--role', role], 'pipe');
    child.stdin?.end('a quiet harbour at night\n');
    const { code, stderr } = await outputOf(child);
    if (code !== 0) throw new Error(`bilge user add ${name} ended with ${code}: ${stderr}`);
  }

  remove(): void {
    fs.rmSync(this.data, { recursive: true, force: true });
  }
}

/** `kill -9` of the process and all it started: what a power cut or the OOM killer does to it. */
export async function kill9(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  process.kill(-child.pid, 'SIGKILL');
  await gone;
}
