import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { EngineFacts } from '../../domain/engine-facts.ts';
import type { ContainerdFacts } from '../../domain/layer-facts.ts';
import { sectionFunctions } from '../../shell/prelude/section-functions.ts';
import { type Sh, sh, shellBytes } from '../../shell/sh.ts';
import { parseContainerd } from '../parsers/containerd/containerd.ts';
import { KnownDatabases, wordsOfKnown } from '../parsers/containerd/known-databases.ts';
import { type BoltTree, boltFile, goTime, goVarint } from '../parsers/containerd/testing/bolt-file.ts';
import { writeTree } from '../testing/data-root-tree.ts';
import containerd from './containerd.ts';
import { SectionOutput } from './section-output.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge-collect-containerd-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const meta: BoltTree = {
  v1: {
    version: goVarint(3, true),
    moby: {
      leases: { k: { createdat: goTime('2026-05-01T00:00:00Z'), snapshots: { overlayfs: { k: '' } } } },
      snapshots: { overlayfs: { k: { name: 'moby/9/k' } } },
      content: { ingests: { d: { ref: 'moby/3/d' } } },
    },
  },
};
const snapshots: BoltTree = {
  v1: { snapshots: { 'moby/9/k': { id: goVarint(4), kind: Buffer.from([2]), parent: '' } } },
};
const build = (id: string): BoltTree => ({ _main: { [id]: { 'cache.createdAt': '{"value":1777593600000000000}' } } });

function store(name: string, pages = 0): { croot: string; root: string } {
  const croot = path.join(folder, name, 'containerd');
  const root = path.join(folder, name, 'docker');
  writeTree(croot, {
    'io.containerd.metadata.v1.bolt/meta.db': boltFile(meta, { pages }),
    'io.containerd.snapshotter.v1.overlayfs/metadata.db': boltFile(snapshots),
    'io.containerd.snapshotter.v1.overlayfs/snapshots/4/fs': null,
    'io.containerd.snapshotter.v1.overlayfs/snapshots/new-x': null,
    'io.containerd.snapshotter.v1.btrfs/active': null,
    'io.containerd.grpc.v1.introspection/uuid': '6e5b\n',
    'io.containerd.content.v1.content/ingest/abc/data': 'x'.repeat(5000),
    'io.containerd.runtime.v2.task/moby/c1': null,
  });
  writeTree(root, {
    'buildkit/containerd-overlayfs/metadata_v2.db': boltFile(build('r1')),
    'buildkit/containerd-overlayfs/workerid': 'w',
    'buildkit/metadata_v2.db': boltFile(build('r2')),
    'buildkit/history_c8d.db': boltFile({ _records: { b1: 'x' } }),
  });
  return { croot, root };
}

function collect(...asked: Parameters<typeof brought>): ContainerdFacts | string {
  const output = brought(...asked);
  return typeof output === 'string' ? output : parseContainerd(output);
}

function brought(
  shell: string[],
  places: { croot: string; root: string; unused?: string },
  gzip = 'gzip',
  imageStore: EngineFacts['imageStore'] | null = null,
  before: Sh = sh``,
): SectionOutput | string {
  const engine = imageStore === null ? null : ({ imageStore } as EngineFacts);
  const script = sh.lines(sectionFunctions, sh`export LC_ALL=C`, before, containerd.script({ engine }));
  const [command = 'sh', ...args] = shell;
  const { stdout, stderr, status } = spawnSync(
    'sh',
    ['-c', '{ "$@"; echo $? >&3; } 3>&2 | gzip -1', 'sh', command, ...args, '-s'],
    {
      input: shellBytes(script),
      maxBuffer: 64 * 1024 * 1024,
      env: {
        ...process.env,
        BILGE_NONCE: 'n',
        BILGE_UID: '0',
        BILGE_STAT: '/usr/bin/stat',
        BILGE_STAT_KIND: 'gnu',
        BILGE_FIND: '/usr/bin/find',
        BILGE_FIND_KIND: 'gnu',
        BILGE_CLOCK_TICKS: '100',
        BILGE_GZIP: gzip,
        BILGE_ROOT: places.root,
        BILGE_CONTAINERD_ROOT: places.croot,
        BILGE_CONTAINERD_FOUND: 'process',
        BILGE_CONTAINERD_PID: String(process.pid),
        BILGE_CONTAINERD_UNUSED: places.unused ?? '',
      },
    },
  );
  expect(status).toBe(0);
  const said = stderr.toString().trim();
  if (said !== '0') return said;
  return new SectionOutput({ id: 'containerd', body: gunzipSync(stdout), nonce: 'n' });
}

function known(found: ContainerdFacts | string): ContainerdFacts {
  if (typeof found === 'string') throw new Error(found);
  return found;
}

describe.each([[['dash']], [['bash', '--posix']], [['busybox', 'ash']]])('the containerd section under %s', (shell) => {
  it('brings databases, names of folders, downloads, tasks, and the records of builds', () => {
    const places = store(`whole ${shell[0]}`);
    const { root, snapshots: own, details } = known(collect(shell, places));
    expect(root).toBe(places.croot);
    expect(own.map(({ key, id, kind }) => [key, id, kind])).toEqual([['moby/9/k', 4, 'active']]);
    expect(details).toMatchObject({ foundBy: 'process', uuid: '6e5b', tasks: ['moby/c1'] });
    expect(details?.process).toMatchObject({ pid: process.pid });
    expect(Math.abs((details?.process?.startedSeconds ?? 0) - (Date.now() / 1000 - process.uptime()))).toBeLessThan(60);
    expect(details?.records?.namespaces[0]?.leases.map(({ id }) => id)).toEqual(['k']);
    expect(details?.snapshotters.map(({ name, sequence }) => [name, sequence])).toEqual([
      ['overlayfs', 0],
      ['btrfs', null],
    ]);
    const [overlayfs, btrfs] = details?.snapshotters ?? [];
    expect(overlayfs?.folders.snapshots?.toSorted()).toEqual(['4', 'new-x']);
    expect(btrfs?.folders).toEqual({ active: [] });
    expect(details?.ingestBytes.abc).toBeGreaterThanOrEqual(5000);
    const workers = details?.builds?.workers ?? [];
    expect(workers.map((each) => [each.name, each.records[0]?.id, each.workerIdModifiedSeconds !== null])).toEqual([
      ['.', 'r2', false],
      ['containerd-overlayfs', 'r1', true],
    ]);
    expect(workers[0]?.records[0]?.createdAt).toBe('2026-05-01T00:00:00.000Z');
    expect(details?.builds?.history).toEqual(['b1']);
  });
});

describe('a store that no containerd uses (L13)', () => {
  it('is named with what Docker would show on it', () => {
    const places = store('used');
    const id = 'a'.repeat(64);
    const left = path.join(folder, 'left behind');
    writeTree(left, {
      'io.containerd.metadata.v1.bolt/meta.db': boltFile({
        v1: {
          moby: {
            images: { 'one:1': { target: { digest: 'sha256:m' } } },
            content: { blob: { 'sha256:m': { size: goVarint(300, true) } } },
            leases: { [id]: {}, '1-pull': { labels: { 'containerd.io/gc.expire': 'x' } } },
          },
          'k8s.io': {},
        },
      }),
    });
    const found = known(collect(['dash'], { ...places, unused: `\n${left}\n` })).details?.unusedStores;
    const content = { namespaces: ['moby', 'k8s.io'], images: ['one:1'], containers: [id], contentBytes: 300 };
    expect(found).toEqual([{ root: left, content }]);
    expect(known(collect(['dash'], places)).details?.unusedStores).toEqual([]);
    writeTree(left, { 'io.containerd.metadata.v1.bolt/meta.db': boltFile({ v1: { 'k8s.io': {} } }) });
    const others = known(collect(['dash'], { ...places, unused: `\n${left}\n` })).details?.unusedStores;
    expect(others).toEqual([]);
  });
});

describe('a database of more than 100 MB', () => {
  const places = store('big', 27_000);

  it('is brought where it is packed', () => {
    expect(known(collect(['dash'], places)).details?.records?.namespaces[0]?.leases).toHaveLength(1);
  });

  it('is unknown, never empty, where it would cross the network as it is (T23)', () => {
    expect(collect(['dash'], places, '')).toContain('too big');
  });
});

describe('with a graph driver', () => {
  it('BuildKit’s records, which own no lease here, are not brought', () => {
    const { details } = known(collect(['dash'], store('graph driver'), 'gzip', 'graphdriver'));
    expect(details?.records?.namespaces).toHaveLength(1);
    expect(details?.builds).toBeNull();
  });
});

describe('a database that changes while it is read', () => {
  /** Each of the first readings is followed by a commit, which is a copy of the file with a later number. */
  function afterChanges(changes: number, pages: number): ContainerdFacts | string {
    const places = store(`moving ${changes} ${pages}`, pages);
    const later = path.join(folder, `later ${changes} ${pages}`);
    writeTree(
      later,
      Object.fromEntries(
        Array.from({ length: changes }, (_, index) => [
          String(index + 1),
          boltFile(meta, { pages, transaction: 10 + index }),
        ]),
      ),
    );
    const commit = sh`reading=0
later=${later}
cat() {
  command cat "$@"
  case $1 in */meta.db) ;; *) return 0 ;; esac
  reading=$((reading + 1))
  [ ! -e "$later/$reading" ] || command dd if="$later/$reading" of="$1" conv=notrunc bs=4096 2>/dev/null
}
`;
    return collect(['dash'], places, 'gzip', null, commit);
  }

  it('is read again, a small one more often than a large one', () => {
    expect(known(afterChanges(12, 0)).details?.records?.namespaces[0]?.leases).toHaveLength(1);
    expect(known(afterChanges(2, 1024)).details?.records?.namespaces[0]?.leases).toHaveLength(1);
    expect(() => afterChanges(3, 1024)).toThrow(/kept changing/);
  });

  it('is unknown in the end', () => {
    expect(() => afterChanges(40, 0)).toThrow(/kept changing/);
  });
});

describe.each([[['dash']], [['bash', '--posix']], [['busybox', 'ash']]])('under %s', (shell) => {
  it('a database grown beyond its last page is brought up to there, and its size is that of the file', () => {
    const places = store(`grown ${shell[0]}`, 512);
    const file = path.join(places.croot, 'io.containerd.metadata.v1.bolt/meta.db');
    fs.truncateSync(file, 16 * 1024 * 1024);
    const output = brought(shell, places);
    if (typeof output === 'string') throw new Error(output);
    expect(output.part('file:meta:1').length).toBe(512 * 4096);
    const { details } = parseContainerd(output);
    expect(details?.records?.namespaces[0]?.leases).toHaveLength(1);
    expect(details?.databases?.find(({ name }) => name === 'meta.db')?.bytes).toBe(16 * 1024 * 1024);
  });

  it('a database that was read before is not brought again, until a transaction was committed', () => {
    const places = store(`known ${shell[0]}`);
    const look = (known: KnownDatabases) => {
      const before = new KnownDatabases(known.now);
      const output = brought(shell, places, 'gzip', null, sh`bilge_known_databases=${wordsOfKnown(known.now)}`);
      if (typeof output === 'string') throw new Error(output);
      const names = output.withPrefix('file:').map(({ key }) => key);
      return { names, facts: parseContainerd(output, before), known: before };
    };
    const first = look(new KnownDatabases());
    expect(first.names).toHaveLength(5);
    const second = look(first.known);
    expect(second.names).toEqual([]);
    expect(second.facts).toEqual(first.facts);
    expect(second.facts.details?.records).toBe(first.facts.details?.records);
    const file = path.join(places.croot, 'io.containerd.metadata.v1.bolt/meta.db');
    const { atime, mtime } = fs.statSync(file);
    fs.writeFileSync(file, boltFile({ v1: { moby: {} } }, { transaction: 5 }));
    fs.utimesSync(file, atime, mtime);
    const third = look(second.known);
    expect(third.names).toEqual(['meta:1']);
    expect(third.facts.details?.records?.namespaces[0]?.leases).toEqual([]);
    expect(third.facts.snapshots).toEqual(first.facts.snapshots);
    expect(look(third.known).names).toEqual([]);
  });
});

it('“the same” of what was never read is refused', () => {
  const places = store('never read');
  const first = new KnownDatabases();
  const output = brought(['dash'], places);
  if (typeof output === 'string') throw new Error(output);
  parseContainerd(output, first);
  const again = brought(['dash'], places, 'gzip', null, sh`bilge_known_databases=${wordsOfKnown(first.now)}`);
  if (typeof again === 'string') throw new Error(again);
  expect(() => parseContainerd(again)).toThrow(/not read before/);
});
