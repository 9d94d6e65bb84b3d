import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectHostFacts } from '../../collect.ts';
import { outputOf } from '../../collectors/section-output.ts';
import { busyboxRoot } from '../../testing/busybox-root.ts';
import { knownValue } from '../../testing/captured-scan.ts';
import { localSession } from '../../testing/local-session.ts';
import { parseDeletedFiles } from './deleted-files.ts';

const id = 'c'.repeat(64);
const other = 'd'.repeat(64);
const parts = {
  unreadable: '2\n',
  devices:
    'D 0 1809 7:17 1092 1060 7:17 / /var/lib/docker rw,relatime - ext4 /dev/loop17 rw\nD 0 66 0:66 900 1 0:66 / / rw - overlay overlay rw,upperdir=/var/lib/docker/overlay2/x/diff\nD 0 70 0:70 -\n',
  files: 'F 838860800 66 131090 /proc/412/fd/3,/proc/430/fd/9\nF 4096 1809 12 /proc/7/fd/11\n',
  others: '1809 12 49152\n',
  links:
    '/proc/412/fd/3\0/big\nfile (deleted)\0/proc/430/fd/9\0/big\nfile (deleted)\0/proc/7/fd/11\0/x-json.log (deleted)\0',
  processes: `/proc/412/comm:sh\n/proc/412/cgroup:0::/system.slice/docker-${id}.scope/docker/${other}\n/proc/7/comm:/proc/412/comm:dockerd\n/proc/7/cgroup:0::/user.slice/user-1000.slice/docker-${id}.scope\n`,
};

describe('deleted files that are open', () => {
  it('brings each with its place, its holders and what keeps them', () => {
    const { files, others, unreadable } = parseDeletedFiles(outputOf('deletedFiles', parts));
    expect(unreadable).toBe(2);
    expect(files).toEqual([
      expect.objectContaining({
        path: '/big\nfile',
        inode: 131090,
        bytes: 838_860_800,
        device: '0:66',
        mount: expect.objectContaining({ type: 'overlay', id: 900 }),
        holders: [
          // Outermost first: the inner one belongs to a Docker inside the container.
          { pid: 412, command: 'sh', containerIds: [id, other] },
          { pid: 430, command: '', containerIds: [] },
        ],
      }),
      // A name that pretends to be another process, and a group that a user made for himself.
      expect.objectContaining({
        path: '/x-json.log',
        holders: [{ pid: 7, command: '/proc/412/comm:dockerd', containerIds: [] }],
      }),
    ]);
    expect(others).toEqual([expect.objectContaining({ device: '7:17', count: 12, bytes: 49_152 })]);
  });

  it('refuses what has another form', () => {
    for (const damage of [
      { files: 'F 1 1809 12 /etc/passwd\n' },
      { files: 'F x 1809 12 /proc/7/fd/11\n' },
      { files: 'F 1 9999 12 /proc/7/fd/11\n' },
      { devices: 'D 0 1809 7:17 nothing\n' },
      { unreadable: 'no\n' },
    ])
      expect(() => parseDeletedFiles(outputOf('deletedFiles', { ...parts, ...damage }))).toThrow();
  });
});

/** On this machine's own /proc, under every shell, with GNU's tools and with BusyBox' alone. */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bilge deleted '));
const small = busyboxRoot(path.join(folder, 'busybox'));
if ('reason' in small) console.warn(`SKIPPED: a BusyBox-only userland: ${small.reason}`);
const isRoot = process.getuid?.() === 0;
const users: { name: string; command: string[]; shell: string }[] = [
  { name: 'dash', command: [], shell: 'dash' },
  { name: 'bash --posix', command: [], shell: 'bash --posix' },
  { name: 'BusyBox ash', command: [], shell: 'busybox ash' },
  ...('command' in small ? [{ name: 'BusyBox alone', command: small.command, shell: '/bin/sh' }] : []),
];

describe.skipIf(!isRoot)('the look at open files', () => {
  const child = spawn(
    'sh',
    [
      '-c',
      `exec 3>"$1/held
(deleted)" 4>"$1/kept (deleted)" 5>/dev/shm/bilge-memory.$$ 6>"$1/link"
       head -c 300000 /dev/zero >&3; head -c 300000 /dev/zero >&4; head -c 300000 /dev/zero >&5; head -c 300000 /dev/zero >&6
       ln "$1/link" "$1/its other name"; rm "$1"/held* "$1/link" /dev/shm/bilge-memory.$$
       (exec 3>&3; echo ready; exec sleep 600) & echo $!; wait`,
      'sh',
      folder,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let pids: number[] = [];
  beforeAll(async () => {
    let said = '';
    while (!said.includes('ready') || !/^\d+$/m.test(said)) {
      const [chunk] = await once(child.stdout, 'data');
      said += String(chunk);
    }
    pids = [child.pid ?? 0, Number(/^\d+$/m.exec(said)?.[0])];
  });
  afterAll(() => {
    for (const pid of pids) if (pid > 0) spawnSync('kill', [String(pid)]);
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it.each(users)('finds what has no name any more, once, with all who hold it: $name', async ({ command, shell }) => {
    const facts = await collectHostFacts(localSession({ command }), {
      hostId: 'h',
      now: () => '2026-11-21T04:00:00.000Z',
      newFactsId: () => 'f',
      shell,
    });
    const { files } = knownValue(facts.sections.deletedFiles);
    const ours = files.filter(({ holders }) => holders.some(({ pid }) => pids.includes(pid)));
    // Neither the file that is only called so, nor the one with another name left, nor the one in memory.
    expect(ours.map((file) => file.path?.slice(folder.length))).toEqual(['/held\n(deleted)']);
    expect(ours[0]?.bytes).toBeGreaterThanOrEqual(300_000);
    expect(ours[0]?.mount?.type).not.toBe('tmpfs');
    expect(ours[0]?.holders.map(({ pid }) => pid).sort()).toEqual([...pids].sort());
  });
});
