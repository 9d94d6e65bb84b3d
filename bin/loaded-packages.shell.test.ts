import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../lib/store/testing/temporary-store.ts';

/** Prints the files of packages that were loaded, at the end; SSH, Docker's client, argon2 and SQLite are all CommonJS. */
const preload = `data:text/javascript,
import { createRequire } from 'node:module';
process.on('exit', () => console.error('loaded ' + JSON.stringify(Object.keys(createRequire('/').cache))));`.replaceAll(
  '\n',
  '',
);

function loadedBy(args: string[], input = ''): string[] {
  const done = spawnSync(process.execPath, ['--import', preload, 'bin/bilge.ts', ...args], {
    encoding: 'utf8',
    input,
    env: { ...process.env, BILGE_DATA: temporaryDirectory() },
  });
  const files = JSON.parse(/^loaded (\[.*\])$/m.exec(done.stderr)?.[1] ?? 'null') as string[] | null;
  if (files === null) throw new Error(`nothing was told of what ${args.join(' ')} loads:\n${done.stderr}`);
  const packages = files.map((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? file);
  return [...new Set(packages)];
}

const heavy = ['ssh2', 'dockerode', '@node-rs/argon2', 'better-sqlite3', 'mqtt'];

describe('a command loads only the heavy packages that it uses', () => {
  it.each([
    [['--version'], []],
    [['--help'], ['better-sqlite3']],
    [['diagnose', '-'], []],
    [['host', 'list'], ['better-sqlite3']],
    [['report', 'nas'], ['better-sqlite3']],
    [['actions', 'nas'], ['better-sqlite3']],
    // The counterproof: what is used does show.
    [
      ['host', 'add', 'nas', 'ssh://root@127.0.0.1:1'],
      ['ssh2', 'better-sqlite3'],
    ],
    [
      ['user', 'add', 'ada', '--role', 'admin'],
      ['@node-rs/argon2', 'better-sqlite3'],
    ],
  ])('%j', (args, expected) => {
    const loaded = loadedBy(args, 'correct horse battery\n');
    expect(heavy.filter((name) => loaded.includes(name))).toEqual(expected);
  });
});
