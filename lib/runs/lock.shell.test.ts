import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { safePaths } from '../shell/prelude/safe-paths.ts';
import { pieces } from './prelude/pieces.generated.ts';

/**
 * The lock alone, taken by real processes. A contender can be made to stand still right after it has read who holds the lock, which is
 * where breaking a stale lock goes wrong: what it does next is then about a lock that is another one by now.
 */
const shells: [string, string[]][] = [
  ['dash', ['dash']],
  ['bash --posix', ['bash', '--posix']],
  ['BusyBox ash', ['busybox', 'ash']],
];

let folder: string;
const running = new Set<ChildProcess>();
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-lock-'));
  fs.mkdirSync(path.join(folder, 'bilge.lock'));
});
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
  fs.rmSync(folder, { recursive: true, force: true });
});

const at = (name: string) => path.join(folder, name);
const appears = async (name: string): Promise<void> => {
  while (!fs.existsSync(at(name))) await sleep(5);
};
const touch = (name: string): void => fs.writeFileSync(at(name), '');
const turn = (number: number) => fs.readlinkSync(at(`bilge.lock/${number}`));

/** A dead holder: nobody has this process id and start time. */
const leaveStaleTurn = (number = 1): void => fs.symlinkSync('1 1 a dead run', at(`bilge.lock/${number}`));

interface Contender {
  name: string;
  /** waits for the file `go.NAME` after its first reading of the holder, having made `read.NAME` */
  pauses?: boolean;
  shell: string[];
}

/** Says `held` or `refused …` in the file NAME, and gives the lock back when `end.NAME` is there. */
function contend({ name, pauses = false, shell }: Contender): ChildProcess {
  const script = `set -u
cd ${folder}
lock_roots=${folder}; run_holder=${name}; run_id=run_${name}; lock_held=
${safePaths.source}
${pieces.lock}
refuse_run() { printf 'refused %s\\n' "$2" >${name}.new; mv ${name}.new ${name}; exit 3; }
${pauses ? `readlink() { command readlink "$@"; if [ ! -e read.${name} ]; then : >read.${name}; while [ ! -e go.${name} ]; do sleep 0.01; done; fi; }` : ''}
take_lock
printf 'held\\n' >${name}.new; mv ${name}.new ${name}
while [ ! -e end.${name} ]; do sleep 0.01; done
drop_lock
`;
  fs.writeFileSync(at(`${name}.sh`), script);
  const [program = 'sh', ...rest] = shell;
  const child = spawn(program, [...rest, at(`${name}.sh`)], { stdio: ['ignore', 'ignore', 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}
async function said(name: string): Promise<string> {
  await appears(name);
  return fs.readFileSync(at(name), 'utf8').trim();
}
async function ends(name: string, child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  touch(`end.${name}`);
  await gone;
}

describe.each(shells)('the lock of a machine under %s', { timeout: 60_000 }, (_, shell) => {
  it('a stale lock that two meet is taken by one: the slower one does not break the quicker one’s', async () => {
    leaveStaleTurn();
    contend({ name: 'slow', pauses: true, shell });
    await appears('read.slow');
    contend({ name: 'quick', shell });
    expect(await said('quick')).toBe('held');
    touch('go.slow');
    expect(await said('slow')).toMatch(/^refused another run holds this machine: quick, run run_quick/);
    expect(turn(2)).toContain('quick');
  });

  it('one that had looked before others came and went does not take a turn that was cleared away', async () => {
    leaveStaleTurn();
    contend({ name: 'slow', pauses: true, shell });
    await appears('read.slow');
    const first = contend({ name: 'first', shell });
    expect(await said('first')).toBe('held');
    await ends('first', first);
    contend({ name: 'second', shell });
    expect(await said('second')).toBe('held');
    expect(fs.existsSync(at('bilge.lock/2'))).toBe(false);
    touch('go.slow');
    expect(await said('slow')).toMatch(/^refused another run holds this machine: second/);
    expect(fs.readdirSync(at('bilge.lock')).sort()).toEqual(['3', '4']);
  });

  it('of many at once exactly one holds it, and the next after it was given back', async () => {
    leaveStaleTurn(41);
    const names = Array.from({ length: 8 }, (_unused, index) => `many${index}`);
    const children = new Map(names.map((name) => [name, contend({ name, shell })]));
    const answers = await Promise.all(names.map(said));
    const holders = names.filter((_name, index) => answers[index] === 'held');
    expect(holders).toHaveLength(1);
    const [holder = ''] = holders;
    expect(answers.filter((answer) => answer.includes(`: ${holder}, run`))).toHaveLength(names.length - 1);
    const child = children.get(holder);
    if (child !== undefined) await ends(holder, child);
    contend({ name: 'next', shell });
    expect(await said('next')).toBe('held');
  });

  it('killed with -9, its holder no longer holds it', async () => {
    const dies = contend({ name: 'dies', shell });
    expect(await said('dies')).toBe('held');
    const gone = once(dies, 'exit');
    dies.kill('SIGKILL');
    await gone;
    contend({ name: 'next', shell });
    expect(await said('next')).toBe('held');
  });
});
