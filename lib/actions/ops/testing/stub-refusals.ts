import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { PlanSite, StepArguments } from '../../../domain/plan.ts';
import type { Answer, StubHost } from './stub-host.ts';

/**
 * Refusals that no honest host can be brought to make at the right moment, each run by stubbed-ops.shell.test.ts: the engine changes its
 * mind, the filesystem is another one. every-op.test.ts counts them, so a guard is shown here only by a row that is run.
 */
export interface StubRefusal {
  op: string;
  guard: string;
  when: string;
  answers?: Answer[] | ((host: StubHost) => Answer[]);
  /** prepares the host, as far as the answers do not */
  args(host: StubHost): StepArguments;
  site?: Partial<PlanSite>;
  /** in the reason */
  says?: string;
  /** that nothing was touched, or was asked for once and not forced */
  untouched(host: StubHost): void;
}

const inUse = 'Error response from daemon: conflict: unable to remove: it is in use';
const isThere = (kind: string, says: string): Answer => ({ tool: 'docker', when: `${kind} inspect *`, says });
const saysNo = (when: string): Answer => ({ tool: 'docker', when, says: inUse, code: 1 });
const askedOnce = (words: string) => (host: StubHost) =>
  expect(host.calls().filter((call) => call.startsWith(`docker ${words} `))).toHaveLength(1);
const neverCalled = (pattern: RegExp) => (host: StubHost) =>
  expect(host.calls()).not.toContainEqual(expect.stringMatching(pattern));

const engineSaysNo = { guard: 'engine', when: 'the engine says no after all', says: inUse };
const removedByEngine: StubRefusal[] = [
  {
    ...engineSaysNo,
    op: 'remove-container',
    answers: [isThere('container', 'exited 0001-01-01T00:00:00Z no'), saysNo('rm *')],
    args: () => ({ id: 'c'.repeat(64), name: 'job', finishedAt: null }),
    untouched: askedOnce('rm'),
  },
  {
    ...engineSaysNo,
    op: 'remove-image',
    answers: [isThere('image', 'app:1,'), saysNo('rmi *')],
    args: () => ({ id: `sha256:${'a'.repeat(64)}`, references: ['app:1'], label: 'app:1' }),
    untouched: askedOnce('rmi'),
  },
  {
    ...engineSaysNo,
    op: 'remove-network',
    answers: [isThere('network', '0'), saysNo('network rm *')],
    args: () => ({ id: 'n'.repeat(64), name: 'front' }),
    untouched: askedOnce('network rm'),
  },
  {
    ...engineSaysNo,
    op: 'remove-build-cache',
    answers: [saysNo('builder prune *')],
    args: () => ({ id: 'r'.repeat(25), label: 'RUN x' }),
    untouched: askedOnce('builder prune'),
  },
  {
    ...engineSaysNo,
    op: 'remove-volume',
    answers: (host) => [isThere('volume', host.volume('data')), saysNo('volume rm *')],
    args: (host) => ({ name: 'data', dataPath: host.volume('data'), emptied: false }),
    untouched: askedOnce('volume rm'),
  },
];

const nested = {
  id: 300,
  uuid: '00000000-0000-4000-8000-000000000300',
  path: 'volumes/data/_data/x',
  planned: [],
};
const volumes: StubRefusal[] = [
  {
    op: 'remove-volume',
    guard: 'changed',
    when: 'one that was made anew under the same name',
    answers: (host) => [
      { tool: 'docker', when: 'volume inspect --format {{.CreatedAt}} *', says: '2026-11-21T03:00:00Z' },
      isThere('volume', host.volume('data')),
    ],
    args: (host) => ({
      name: 'data',
      dataPath: host.volume('data'),
      emptied: false,
      createdAt: '2026-11-20T03:00:00Z',
    }),
    untouched: neverCalled(/volume rm/),
  },
  ...(
    [
      ['remove-volume', () => ({ emptied: false })],
      ['clear-nested-mounts', () => ({})],
      ['delete-nested-subvolume', (dataPath) => ({ ...nested, hostPath: `${dataPath}/x` })],
    ] as [string, (dataPath: string) => StepArguments][]
  ).map(
    ([op, own]): StubRefusal => ({
      op,
      guard: 'identity',
      when: 'the volume lies elsewhere now',
      answers: (host) => [
        isThere('volume', fs.mkdtempSync(path.join(host.root, 'elsewhere-'))),
        {
          tool: 'btrfs',
          when: 'subvolume list *',
          says: `ID 300 gen 1 top level 5 uuid ${nested.uuid} path ${nested.path}`,
        },
      ],
      args: (host) => ({ name: 'data', dataPath: host.volume('data'), ...own(host.volume('data')) }),
      untouched: neverCalled(/volume rm|umount|subvolume delete/),
    }),
  ),
];

const onBtrfs: Answer = { tool: 'stat', when: '-f -c %t *', says: '9123683e' };
/** No device is missing, whatever the label says. */
export const wholeBtrfs: Answer = {
  tool: 'btrfs',
  when: 'filesystem show *',
  says: "Label: 'missing'  uuid: 00000000-0000-4000-8000-000000000300",
};
const btrfs = (
  [
    ['balance-data', { usage: 10 }, /balance start/],
    ['scrub', {}, /scrub start/],
  ] as const
).flatMap(([op, args, effect]): StubRefusal[] => {
  const common = { op, args: () => args, untouched: neverCalled(effect) };
  const busy = (when: string, pattern: string, says: string): StubRefusal => ({
    ...common,
    guard: 'busy',
    when,
    answers: [onBtrfs, { tool: 'btrfs', when: pattern, says }],
  });
  return [
    {
      ...common,
      guard: 'filesystem',
      when: 'another filesystem lies there',
      answers: [{ tool: 'stat', when: '-f -c %t *', says: 'ef53' }],
    },
    ...(
      [
        ['the filesystem stopped writing', 'rw,noatime,ro,space_cache=v2'],
        ['the kernel shut it down', 'rw,noatime,rw,emergency_ro'],
        ['it is mounted read-only', 'ro,noatime,rw'],
        ['its mounts cannot be read', ''],
      ] as const
    ).map(
      ([when, says]): StubRefusal => ({
        ...common,
        guard: 'read-only',
        when,
        answers: [onBtrfs, wholeBtrfs, { tool: 'awk', when: '-v options_of=*', says }],
      }),
    ),
    ...(
      [
        ['a device is missing', 'Label: none  uuid: 1\n\t*** Some devices missing'],
        [
          'a device is missing (btrfs-progs 6)',
          'Label: none  uuid: 1\n\tdevid    2 size 0 used 0 path /dev/sdb MISSING',
        ],
        ['whether one is missing cannot be told', ''],
      ] as const
    ).map(
      ([when, says]): StubRefusal => ({
        ...common,
        guard: 'device-missing',
        when,
        answers: [onBtrfs, { tool: 'btrfs', when: 'filesystem show *', says }],
      }),
    ),
    busy('a balance runs there already', 'balance status *', "Balance on '/x' is running"),
    busy('a scrub runs there already', 'scrub status *', 'Status: running'),
  ];
});

/** BuildKit wrote to its database since the re-check, and the layer's name is in there. */
const namedByBuildkit: StubRefusal[] = ['set-aside-layer', 'purge-entry'].map((op) => ({
  op,
  guard: 'buildkit',
  when: 'BuildKit names the layer meanwhile',
  args: (host) => {
    const layer = host.layer('a');
    const { args } = host.step(1, layer);
    if (op === 'purge-entry') host.run('set-aside-layer', args);
    host.writeBuildkit(`xx${layer.name}xx`);
    return args;
  },
  untouched: (host) =>
    expect([...host.names(), ...host.quarantined().filter((name) => name.endsWith('.set-aside'))]).toHaveLength(1),
}));

/** A folder that this very run has made, as its record tells. */
export function backupFolder(host: StubHost): string {
  const folder = path.join(host.root, 'saved');
  const records = path.join(host.root, 'run/image-backups');
  fs.mkdirSync(folder);
  fs.mkdirSync(records);
  fs.writeFileSync(path.join(records, 'run_0123456789'), `folder ${folder}\n`);
  return folder;
}
const imageOfPlan = `sha256:${'a'.repeat(64)}`;
const anotherImage = isThere('image', `sha256:${'b'.repeat(64)}`);
const saving = { file: 'images-1.tar', bytes: 1, staged: true, images: [`${imageOfPlan}=app:1`] };
const archive = { file: 'images-1.tar', bytes: 5, sha256: '0'.repeat(64), images: [`${imageOfPlan}=app:1`] };
const listed = { image: `${imageOfPlan}=app:1`, digest: `app@${imageOfPlan}`, label: 'app:1' };
const notSaved = neverCalled(/ (save|load) /);
const noImage: Answer = { tool: 'docker', when: 'image inspect *', says: 'Error: No such image', code: 1 };
const savedImages: StubRefusal[] = [
  {
    op: 'prepare-backup',
    guard: 'target',
    when: 'the folder is in the data root',
    args: (host) => ({ folder: path.join(host.root, 'saved'), mountPoint: '/', fsid: '0' }),
    untouched: (host) => expect(fs.existsSync(path.join(host.root, 'saved'))).toBe(false),
  },
  ...(['list-image', 'save-images'] as const).flatMap((op): StubRefusal[] => {
    const args = op === 'list-image' ? listed : saving;
    return [
      {
        op,
        guard: 'target',
        when: 'this run has not made the folder',
        args: (host) => ({ ...args, folder: path.join(host.root, 'overlay2') }),
        untouched: notSaved,
      },
      {
        op,
        guard: 'changed',
        when: 'the name is another image now',
        answers: [anotherImage],
        args: (host) => ({ ...args, folder: backupFolder(host) }),
        untouched: notSaved,
      },
    ];
  }),
  {
    op: 'save-images',
    guard: 'no-space',
    when: 'the disk has not that much',
    args: (host) => ({ ...saving, bytes: 2 ** 52, folder: backupFolder(host) }),
    untouched: notSaved,
  },
  {
    op: 'load-images',
    guard: 'identity',
    when: 'the archive is not there',
    answers: [noImage],
    args: (host) => ({ ...archive, folder: backupFolder(host) }),
    untouched: notSaved,
  },
  {
    op: 'load-images',
    guard: 'changed',
    when: 'the name is another image now',
    answers: [anotherImage],
    args: (host) => ({ ...archive, folder: backupFolder(host) }),
    untouched: notSaved,
  },
  {
    op: 'load-images',
    guard: 'no-space',
    when: 'Docker’s disk has not twice that much',
    answers: [noImage],
    args: (host) => {
      const folder = backupFolder(host);
      const bytes = 2 ** 42;
      fs.writeFileSync(path.join(folder, archive.file), '');
      fs.truncateSync(path.join(folder, archive.file), bytes);
      return { ...archive, bytes, folder };
    },
    untouched: notSaved,
  },
];

export const stubRefusals: readonly StubRefusal[] = [
  ...savedImages,
  ...removedByEngine,
  ...volumes,
  ...btrfs,
  ...namedByBuildkit,
  {
    op: 'remove-store',
    guard: 'in-use',
    when: 'the driver is in use again',
    answers: [{ tool: 'docker', when: 'info *', says: 'vfs' }],
    args: (host) => {
      fs.mkdirSync(path.join(host.root, 'vfs/dir'), { recursive: true });
      return { store: 'vfs', containers: [] };
    },
    untouched: (host) => expect(fs.existsSync(path.join(host.root, 'vfs/dir'))).toBe(true),
  },
  {
    op: 'set-aside-dead-mount',
    guard: 'quotas-kept',
    when: 'quotas would be lost (G28), and Docker is not stopped for it',
    answers: [
      { tool: 'systemctl', when: 'show --property=LoadState *', says: 'LoadState=loaded' },
      { tool: 'btrfs', when: 'qgroup show *', code: 0 },
    ],
    args: (host) => ({ ...host.step(1, host.layer('a')).args, entry: 'b'.repeat(64), other: null }),
    site: { driver: 'btrfs', engineVersion: '20.10.24' },
    untouched: neverCalled(/stop/),
  },
  {
    op: 'stop-docker',
    guard: 'quotas-kept',
    when: 'quotas would be lost (G28), and Docker is not stopped for a move',
    answers: [
      { tool: 'systemctl', when: 'show --property=LoadState *', says: 'LoadState=loaded' },
      { tool: 'btrfs', when: 'qgroup show *', code: 0 },
    ],
    args: () => ({ record: '-', phase: 'stopped' }),
    site: { driver: 'btrfs', engineVersion: '20.10.24' },
    untouched: neverCalled(/stop/),
  },
  {
    op: 'copy-data-root',
    guard: 'target',
    when: 'this run has prepared no copy there',
    args: () => ({ target: '/mnt/second/docker' }),
    untouched: neverCalled(/rsync/),
  },
  {
    op: 'finish-copy',
    guard: 'docker-down',
    when: 'Docker was not stopped by this run',
    args: () => ({ target: '/mnt/second/docker' }),
    untouched: neverCalled(/rsync/),
  },
];
