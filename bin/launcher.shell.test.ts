import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../lib/store/testing/temporary-store.ts';

/** The launcher in a tree of its own, where Node only says what it was asked to run. */
let root = '';
const bundle = 'dist/cli/bilge.mjs';
const source = 'bin/bilge.ts';

function put(file: string, text = '', minutesAgo = 0): void {
  const target = path.join(root, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text, { mode: 0o755 });
  const at = new Date(Date.now() - minutesAgo * 60_000);
  fs.utimesSync(target, at, at);
}

function run(launcher = path.join(root, 'bin/bilge')): { code: number | null; runs: string[]; said: string } {
  const done = spawnSync(launcher, ['host', 'add', 'two words'], { encoding: 'utf8' });
  return { code: done.status, runs: done.stdout.replaceAll(`${root}/`, '').trimEnd().split('\n'), said: done.stderr };
}

beforeEach(() => {
  root = fs.realpathSync(temporaryDirectory());
  put('bin/bilge', fs.readFileSync('bin/bilge', 'utf8'), 60);
  put('node_modules/.bin/node', `#!/bin/sh\n[ "$1" = --version ] || printf '%s\\n' "$@"\n`);
  put('node_modules/commander/package.json');
  put('package.json', '{}', 60);
  put('lib/some.ts', '', 60);
  put(source, '', 60);
});

const words = ['host', 'add', 'two words'];

describe('bin/bilge', () => {
  it('runs the sources where there is no bundle', () => {
    expect(run().runs).toEqual(['--disable-warning=ExperimentalWarning', source, ...words]);
  });

  it('runs a bundle that is newer than the sources', () => {
    put(bundle, '', 30);
    expect(run().runs).toEqual([bundle, ...words]);
  });

  it.each([source, 'lib/some.ts', 'package.json'])('runs the sources where %s is newer than the bundle', (file) => {
    put(bundle, '', 30);
    put(file);
    expect(run().runs).toEqual(['--disable-warning=ExperimentalWarning', source, ...words]);
  });

  it('runs the bundle where there are no sources, as in an image', () => {
    put(bundle, '', 30);
    fs.rmSync(path.join(root, source));
    fs.rmSync(path.join(root, 'lib'), { recursive: true });
    expect(run().runs).toEqual([bundle, ...words]);
  });

  it('finds its tree through links, as `npx` and a link in PATH make them', () => {
    put(bundle, '', 30);
    fs.symlinkSync('../bin/bilge', path.join(root, 'node_modules/bilge'));
    fs.symlinkSync(path.join(root, 'node_modules/bilge'), path.join(root, 'node_modules/.bin/bilge'));
    expect(run(path.join(root, 'node_modules/.bin/bilge')).runs).toEqual([bundle, ...words]);
  });

  it('says what to do in a fresh clone without its dependencies', () => {
    fs.rmSync(path.join(root, 'node_modules/commander'), { recursive: true });
    const { code, said, runs } = run();
    expect(code).toBe(1);
    expect(said).toContain('npm run up');
    expect(runs).toEqual(['']);
  });
});
