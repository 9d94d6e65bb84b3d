import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { pieceText } from '../actions/ops/op.ts';
import { registry } from '../actions/ops/registry.generated.ts';
import { pieces } from '../actions/ops/shell/pieces.generated.ts';
import { pieces as prelude } from './prelude/pieces.generated.ts';

it('the generated shell is that of the *.sh files', () => {
  const result = spawnSync(process.execPath, ['scripts/shell-pieces.mjs', '--check'], { encoding: 'utf8' });
  expect(result.stderr).toBe('');
  expect(result.status).toBe(0);
});

it.each(registry.map((op) => [op.id, op] as const))(
  'the shell of %s passes shellcheck with the prelude around it',
  { timeout: 120_000 },
  (_, op) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-pieces-'));
    const file = path.join(folder, 'script.sh');
    const head = '#!/bin/sh\n# shellcheck disable=SC2016,SC2034,SC2086,SC2154,SC2209,SC2317,SC2329\n';
    fs.writeFileSync(
      file,
      `${head}${Object.values(prelude).join('\n')}\n${op.pieces.map((name) => pieceText(name).source).join('\n')}\n`,
    );
    const result = spawnSync('shellcheck', ['-s', 'sh', file], { encoding: 'utf8' });
    fs.rmSync(folder, { recursive: true });
    if (result.error)
      throw new Error('shellcheck is not installed, and a pass without it would be a lie', { cause: result.error });
    expect(result.stdout).toBe('');
  },
);

/** POSIX 2.8.1: a redirection that fails at a special builtin ends the shell, whatever `if`, `!` or `||` stands around it. */
const special = String.raw`(?::|\.|eval|exec|export|readonly|set|shift|times|trap|unset|return|break|continue)`;
const redirected = new RegExp(
  String.raw`(?:^|[;&|({!]|\b(?:then|else|do|if|elif|while|until))\s*${special}(?:\s[^;&|#]*)?[<>]`,
);
/** What it names was written to a line before. */
const judgedBefore = 'exec >/dev/null 2>>"$run_directory/stderr" </dev/null';

function redirectedSpecials(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line) && redirected.test(line.replaceAll(/'[^']*'/g, "''")))
    .filter((line) => !line.includes(judgedBefore));
}

it('finds a special builtin with a redirection, and no other', () => {
  for (const line of [
    ': >"$file"',
    'if ! : >>"$a"; then',
    'x || :>"$a"',
    'exec 3<"$a"',
    '. "$file" >"$log"',
    'eval "$a" 2>"$b"',
  ])
    expect(redirectedSpecials(line), line).toEqual([line]);
  for (const line of [
    'true >"$file"',
    'printf "" >"$a" || :',
    '# : >"$a"',
    'awk \'x\' >"$a" || return 1',
    'x=${a:-b} >"$c"',
    'while :; do',
  ])
    expect(redirectedSpecials(line), line).toEqual([]);
});

it.each(Object.entries({ ...prelude, ...pieces }))('%s: no special builtin has a redirection', (_, text) => {
  expect(redirectedSpecials(text)).toEqual([]);
});

it.each([
  ['dash', 'dash'],
  ['bash', 'bash --posix'],
  ['busybox ash', 'busybox ash'],
])('%s: a log that cannot be written ends neither the script nor its batch', (_, shell) => {
  const script = `is_intended() { true; }; failed() { echo "$1 failed: $2"; }; succeeded() { echo "$1 done"; }
${pieces['container-logs']}
for log in /nonexistent/log /nonexistent/second; do truncate_log 1 c "$log"; size=; probe_log 1 c "$log"; done; echo end`;
  const [command = '', ...words] = shell.split(' ');
  const result = spawnSync(command, [...words, '-c', script], { encoding: 'utf8' });
  if (result.error) throw new Error(`${shell} is not installed`, { cause: result.error });
  expect(result.stdout.match(/failed: it could not be emptied: .*nonexistent/g)).toHaveLength(2);
  expect(result.stdout).toMatch(/end\n$/);
});
