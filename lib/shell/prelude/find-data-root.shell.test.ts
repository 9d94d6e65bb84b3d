import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sh, shellBytes } from '../sh.ts';
import { environmentWith } from './environment.ts';
import { type KnownPlaces, setDataRoot } from './find-data-root.ts';
import { rootPathWith } from './root-path.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "bilge root's "));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const noVendor = rootPathWith({
  folders: [],
  findPackage: sh`bilge_find_package() { bilge_package=; bilge_package_configuration=; bilge_package_data=; }`,
});

const shells = [['dash'], ['bash', '--posix'], ['busybox', 'ash']];

function find(shell: string[], engine: { dataRoot: string; driver: string } | null, places: KnownPlaces) {
  const script = sh.lines(
    environmentWith(noVendor),
    setDataRoot(engine, places),
    sh`printf '%s\n' "$BILGE_REQUESTED_ROOT" "$BILGE_ROOT" "$BILGE_DRIVER"`,
  );
  const [command = 'sh', ...args] = shell;
  const [requested, root, driver] = spawnSync(command, [...args, '-s'], { input: shellBytes(script) })
    .stdout.toString()
    .split('\n');
  return { requested, root, driver };
}

describe.each(shells)('the data root under %s', (...shell) => {
  const here = path.join(folder, shell.join('-'));
  const real = path.join(here, 'real docker');
  const link = path.join(here, 'link');
  fs.mkdirSync(`${real}/image/btrfs/layerdb`, { recursive: true });
  fs.mkdirSync(`${real}/image/leftover`, { recursive: true });
  fs.symlinkSync(real, link);
  const file = path.join(here, 'daemon.json');
  const none = { configurationPaths: [`${here}/none.json`], dataRoots: [`${here}/none`] };

  it('is the Engine’s where it answers, resolved', () => {
    expect(find(shell, { dataRoot: link, driver: 'overlay2' }, none)).toEqual({
      requested: link,
      root: real,
      driver: 'overlay2',
    });
  });

  it('is the configuration’s, with the one driver that has metadata', () => {
    fs.writeFileSync(file, JSON.stringify({ debug: true, 'data-root': link, 'log-driver': 'local' }, null, 2));
    expect(find(shell, null, { ...none, configurationPaths: [`${here}/none.json`, file] })).toEqual({
      requested: link,
      root: real,
      driver: 'btrfs',
    });
  });

  it('is the first of the known places that exists', () => {
    expect(find(shell, null, { ...none, dataRoots: [`${here}/none`, real] })).toMatchObject({ root: real });
  });

  it('is empty rather than guessed', () => {
    expect(find(shell, null, none)).toEqual({ requested: '', root: '', driver: '' });
  });

  it('has no driver where two have metadata: the wrong one would make every directory an orphan', () => {
    fs.mkdirSync(`${real}/image/overlay2/layerdb`, { recursive: true });
    expect(find(shell, null, { ...none, dataRoots: [real] })).toMatchObject({ root: real, driver: '' });
  });
});
