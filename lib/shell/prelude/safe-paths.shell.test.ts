import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { safePaths } from './safe-paths.ts';

/** Owners can only be set by root; the host ring (test/attack) has the rest with real users. */
const isRoot = process.getuid?.() === 0;
if (!isRoot) console.warn('SKIPPED: folders of other users, which only root can make');

const stranger = 65_534;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge safe '));
const at = (name: string) => path.join(folder, name);
const directory = (name: string, mode = 0o755, owner?: number) => {
  fs.mkdirSync(at(name), { recursive: true });
  fs.chmodSync(at(name), mode);
  if (owner !== undefined) fs.lchownSync(at(name), owner, owner);
};
const link = (name: string, target: string, owner?: number) => {
  fs.symlinkSync(target, at(name));
  if (owner !== undefined) fs.lchownSync(at(name), owner, owner);
};

beforeAll(() => {
  directory('good/inner');
  fs.writeFileSync(at('good/file'), '', { mode: 0o644 });
  directory('open', 0o777);
  fs.mkdirSync(at('open/inner'), { mode: 0o755 });
  directory('group', 0o775);
  directory('sticky', 0o1777);
  fs.mkdirSync(at('sticky/inner'), { mode: 0o755 });
  fs.writeFileSync(at('sticky/file'), '', { mode: 0o644 });
  link('sticky/link', at('good'));
  link('link', 'good/inner');
  link('absolute', at('good'));
  link('up', 'good/../open/inner');
  link('chain', 'open/hop');
  link('open/hop', at('good'));
  link('nowhere', 'not/there');
  link('round', 'round');
  fs.writeFileSync(at('good/writable'), '');
  fs.chmodSync(at('good/writable'), 0o666);
  // A link whose target says what a line of stat says.
  link('forging', `x\n41ed 0 ${at('open')}\n41ed 0 ${at('open/inner')}\n`);
  if (!isRoot) return;
  directory('theirs', 0o755, stranger);
  fs.mkdirSync(at('theirs/inner'), { mode: 0o755 });
  link('their-link', at('good'), stranger);
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const shells: [string, string[]][] = [
  ['dash', ['dash']],
  ['bash --posix', ['bash', '--posix']],
  ['BusyBox ash', ['busybox', 'ash']],
];

function judge(shell: string[], before: string, body: string, ...names: string[]): string[] {
  const [command = 'sh', ...words] = shell;
  const script = `set -u\nLC_ALL=C\n${safePaths.source}\n${before}\n${body}`;
  const result = spawnSync(command, [...words, '-c', script, 'sh', ...names], { encoding: 'utf8' });
  expect(result.stderr).toBe('');
  return result.stdout.replaceAll(folder, '').trimEnd().split('\n');
}
const each =
  'for path in "$@"; do if bilge_is_safe "$path"; then echo "safe $bilge_real"; else echo "${bilge_gone:+gone }$bilge_why"; fi; done';

const tools = [
  ['with stat', ''],
  // One path at a time, by what every ls prints.
  ['where stat knows no format', 'stat() { return 1; }'],
] as const;

describe.each(shells)('a path that root may use, judged under %s', (_, shell) => {
  it.each(tools)('%s', (_name, before) => {
    const names = [
      'good',
      'good/inner',
      'good/file',
      'link',
      'absolute',
      'sticky/inner',
      'good/./inner/../file',
      'good//inner/',
    ];
    expect(judge(shell, before, each, ...names.map(at))).toEqual(
      ['/good', '/good/inner', '/good/file', '/good/inner', '/good', '/sticky/inner', '/good/file', '/good/inner'].map(
        (real) => `safe ${real}`,
      ),
    );
  });

  it.each(tools)('is none where others may write anywhere on the way, %s', (_name, before) => {
    const said = judge(
      shell,
      before,
      each,
      ...['open', 'open/inner', 'up', 'chain', 'group', 'good/writable', 'sticky', 'sticky/file', 'sticky/link'].map(
        at,
      ),
    );
    expect(said).toEqual([
      'others than root may write to /open',
      'others than root may write to /open',
      'others than root may write to /open',
      'others than root may write to /open',
      'others than root may write to /group',
      'others than root may write to /good/writable',
      'every user may write to /sticky',
      'every user may write to /sticky, where it lies',
      'every user may write to /sticky, where it lies',
    ]);
  });

  it('is none where it is not there, leads nowhere or round, or is no path', () => {
    const said = judge(
      shell,
      '',
      each,
      at('none'),
      at('good/file/x'),
      at('nowhere'),
      at('round'),
      'good',
      '',
      `${at('good')}\nx`,
    );
    expect(said).toEqual([
      'gone there is no /none',
      'gone /good/file is no folder',
      'gone there is no /not',
      'it leads through too many symbolic links',
      'good is no absolute path',
      ' is no absolute path',
      'a path with a line break in it',
    ]);
  });

  it.each(tools)('is not made safe by what another path says, %s', (_name, before) => {
    const body = `bilge_look "$@"\n${each}`;
    expect(judge(shell, before, body, at('forging'), at('open'), at('open/inner'))).toEqual([
      'where the symbolic link /forging leads cannot be told',
      'others than root may write to /open',
      'others than root may write to /open',
    ]);
  });

  it.runIf(isRoot).each(tools)('is none where somebody else owns a part of it, %s', (_name, before) => {
    expect(judge(shell, before, each, ...['theirs', 'theirs/inner', 'their-link'].map(at))).toEqual([
      '/theirs belongs to user 65534, not to root',
      '/theirs belongs to user 65534, not to root',
      '/their-link belongs to user 65534, not to root',
    ]);
  });

  it('may be made below what is safe, and not below what is not', () => {
    const make =
      'for path in "$@"; do if bilge_is_safe_to_make "$path"; then echo yes; else echo "no: $bilge_why"; fi; done';
    expect(judge(shell, '', make, ...['good/a/b', 'link/a', 'open/a', 'nowhere/a', 'sticky/a'].map(at))).toEqual([
      'yes',
      'yes',
      'no: others than root may write to /open',
      'no: there is no /not',
      'no: every user may write to /sticky',
    ]);
  });

  it('asks once for many', () => {
    fs.rmSync(at('count'), { force: true });
    const count = 'counted=$1; shift; stat() { printf x >>"$counted"; command stat "$@"; }';
    const body = 'bilge_look "$@"\nfor path in "$@"; do bilge_is_safe "$path" && echo yes; done';
    const said = judge(shell, count, body, at('count'), at('good'), at('good/inner'), '/usr/bin', '/usr/sbin');
    expect(said).toEqual(['yes', 'yes', 'yes', 'yes']);
    expect(fs.readFileSync(at('count'), 'utf8')).toBe('x');
  });
});
