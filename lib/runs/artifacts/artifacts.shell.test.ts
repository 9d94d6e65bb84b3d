import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { registry } from '../../actions/ops/registry.generated.ts';
import type { CommandOutput, DockerApi, EffectScript, HostSession } from '../../domain/session.ts';
import { localSession, runLocally } from '../../facts/testing/local-session.ts';
import { artifactsInEngine } from './in-engine.ts';
import { artifactsOnDisk } from './on-disk.ts';
import { removeArtifacts } from './remove.ts';

/** What is looked for is planted in a folder; the shell that looks and takes away is the one that hosts run. */
let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-left-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

const plant = (...parts: string[]): string => {
  const file = path.join(root, ...parts);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, '');
  return file;
};
const name = 'a'.repeat(64);
const places = () => ({
  dataRoot: path.join(root, 'docker'),
  runRoots: [path.join(root, 'bilge')],
  configurations: [path.join(root, 'etc/daemon.json')],
});
/** This machine may have a Bilge of its own. */
const ours = <T extends { where: string }>(items: T[]): T[] => items.filter(({ where }) => where.startsWith(root));

function session(shell: string): HostSession {
  const local = localSession();
  return {
    ...local,
    read: (script, options) => local.read(script, { ...options, shell }),
    execute: async (script: EffectScript, options): Promise<CommandOutput> =>
      await runLocally(shell.split(' '), script.source, options.timeoutMs),
  };
}

describe.each(['dash', 'bash --posix', 'busybox ash'])('what is left, looked for under %s', (shell) => {
  it('is found by its names, and nothing else is', async () => {
    plant('bilge/runs/run_0123456789/journal.jsonl');
    plant('bilge/runs/somebodys/file');
    plant('etc/daemon.json');
    plant('etc/daemon.json.bilge-run_0123456789');
    plant('docker/overlay2/.bilge-quarantine', `${name}.set-aside`, 'x');
    fs.writeFileSync(
      path.join(root, 'docker/overlay2/.bilge-quarantine', `${name}.set-aside.note`),
      `name=${name}\nlink=ABCDEFGHIJKLMNOPQRSTUVWXYZ\n`,
    );
    plant('docker/btrfs/.bilge-quarantine', `${name}.set-aside`, 'x');
    fs.writeFileSync(plant('bilge/image-backups/run_0123456789'), '# by hand\nfolder /mnt/big/saved\nat now\n');
    plant('docker/.bilge-snapshots/2026-11-21/layer');
    const found = ours(await artifactsOnDisk(session(shell), places()));
    expect(found.map(({ kind, removable }) => [kind, removable])).toEqual([
      ['run-directory', true],
      ['image-backup', false],
      ['configuration-copy', false],
      ['quarantine-entry', false],
      ['quarantine-entry', false],
      ['snapshot', false],
    ]);
    const [overlay, btrfs] = found.filter(({ kind }) => kind === 'quarantine-entry').map(({ byHand }) => byHand);
    expect(overlay).toContain(
      `${root}/docker/overlay2/${name} && ln -s ../${name}/diff ${root}/docker/overlay2/l/ABCD`,
    );
    expect(btrfs).toMatch(new RegExp(`${root}/docker/btrfs/subvolumes/${name}$`));
  });

  it('a folder whose run lives is told as that, and not taken away', async () => {
    plant('bilge/runs/run_lives/journal.jsonl');
    const start = fs.readFileSync(`/proc/${process.pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
    fs.writeFileSync(path.join(root, 'bilge/runs/run_lives/pid'), `${process.pid} ${start}\n`);
    const found = ours(await artifactsOnDisk(session(shell), places()));
    expect(found).toMatchObject([{ kind: 'live-run', removable: false }]);
    const asked = found.map((item) => ({ ...item, kind: 'run-directory' as const, removable: true }));
    expect(await removeArtifacts(session(shell), asked)).toEqual([expect.stringContaining('a run is active in it')]);
    expect(fs.existsSync(path.join(root, 'bilge/runs/run_lives/journal.jsonl'))).toBe(true);
  });

  it('is taken away with its empty folders, and nothing that does not look like a run', async () => {
    plant('bilge/runs/run_0123456789/journal.jsonl');
    const precious = plant('precious/file');
    fs.symlinkSync(path.join(root, 'precious'), path.join(root, 'bilge/runs/run_link'));
    const found = ours(await artifactsOnDisk(session(shell), places()));
    expect(found.map(({ where }) => path.basename(where))).toEqual(['run_0123456789']);
    const [item] = found;
    if (item === undefined) throw new Error('one');
    const hostile = ['precious', 'bilge/runs/run_link', 'bilge/runs/run_x/../../../precious', 'bilge/runs/run_x y'];
    const asked = hostile.map((each) => ({ ...item, where: `${root}/${each}` }));
    const problems = await removeArtifacts(session(shell), [item, ...asked]);
    expect(problems).toHaveLength(hostile.length);
    expect(fs.existsSync(precious)).toBe(true);
    expect(fs.existsSync(item.where)).toBe(false);
    fs.rmSync(path.join(root, 'bilge/runs/run_link'));
    plant('bilge/runs/run_0123456789/journal.jsonl');
    expect(await removeArtifacts(session(shell), [item])).toEqual([]);
    expect(fs.existsSync(path.join(root, 'bilge'))).toBe(false);
  });
});

it('in the Engine only what is surely nobody’s any more is taken away', async () => {
  const image = (tag: string, Created: number) => ({ Id: 'x', RepoTags: [tag], Created });
  const docker = {
    json: async ({ path: asked, query }: { path: string; query?: Record<string, unknown> }) => {
      if (asked === '/containers/json') return [{ Id: 'c1', Names: ['/bilge-helper-1'] }];
      return String(query?.filters).includes('bilge.release')
        ? [image('bilge-release:run_1-1', 1), image('mine:1', 1)]
        : [image('bilge-helper:old', 1000), image('bilge-helper:of-now', 9000)];
    },
  } as unknown as DockerApi;
  const found = await artifactsInEngine(docker, 10_000);
  expect(found.map(({ where }) => where)).toEqual(['c1', 'bilge-helper:old', 'bilge-release:run_1-1']);
});

it('every op that declares what it leaves is looked for', () => {
  const looked = [
    '.bilge-quarantine',
    '.bilge-snapshots',
    'daemon.json.bilge-',
    'bilge-release:',
    'bilge-data-root.conf',
    'migrations/',
    'image-backups/',
  ];
  for (const { id, leaves } of registry) {
    if (leaves !== null)
      expect(
        looked.some((each) => leaves.includes(each)),
        `${id} leaves “${leaves}”: look for it in artifacts.ts, and say so here`,
      ).toBe(true);
  }
});
