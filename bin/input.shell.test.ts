import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type Answer, outputOf } from '../lab/output-of.ts';

/** The command line as a shell starts it, fed piece by piece: a pipe whose writer is slow has nothing to read at first. */
async function fed(args: string[], pieces: string[]): Promise<Answer> {
  const child = spawn(process.execPath, ['bin/bilge.ts', ...args], { stdio: 'pipe' });
  const answer = outputOf(child);
  for (const piece of pieces) {
    await sleep(700);
    child.stdin.write(piece);
  }
  child.stdin.end();
  return answer;
}

it('waits for standard input that comes slowly, and tells findings in lines, with what they rest on', async () => {
  const { code, stdout, stderr } = await fed(
    ['diagnose', '-'],
    [
      'Server Version: 17.05.0-ce\nStorage Driver: devicemapper\nPool Name: docker-8:1-1-pool\n',
      'Data file: /dev/loop0\nMetadata file: /dev/loop1\n',
    ],
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  expect(stdout).toMatch(/CRITICAL {2}.*loop/i);
  expect(stdout).not.toContain('\\n');
  expect(stdout).toContain('/dev/loop0');
  expect(stdout).toMatch(/\d+ checks need more input \(--verbose lists them\)\./);
});

it('says when nothing was recognised', async () => {
  const { stdout } = await fed(['diagnose', '-'], ['root 1 0.0 0.0 /sbin/init\n']);
  expect(stdout).toContain('Nothing was recognised.');
});

it.each([
  ['--port', '4377'],
  ['--host', '0.0.0.0'],
])('serve takes %s with its value', async (option, value) => {
  const { code, stderr } = await fed(['serve', option, value, '--no-such-option'], []);
  expect(code).toBe(2);
  expect(stderr).toContain('--no-such-option');
  expect(stderr).not.toContain('too many arguments');
});
