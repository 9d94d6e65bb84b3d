import { describe, expect, it } from 'vitest';
import type { BtrfsSubvolume } from '../../../domain/storage-facts.ts';
import { ContainerdHost, croot, iso } from '../testing/containerd-host.ts';
import { daemonStart, old } from '../testing/docker-host.ts';
import { storeFacts } from './store-facts.ts';
import { strayDirectories } from './stray-directories.ts';

const started = daemonStart - 60;

/** Two snapshots, 1 and 2, with records; further directories as given. */
function straysOf(
  names: Record<string, string[]>,
  { host = twoSnapshots(), created = old as number | null, snapshotter = 'btrfs' } = {},
) {
  const needed = storeFacts(
    host.facts((details) => {
      details.snapshotters = [{ name: snapshotter, sequence: 2, folders: names }];
    }),
  );
  if (needed.state === 'unknown') throw new Error(needed.detail);
  const subvolumes = Object.entries(names).flatMap(([folder, all]) =>
    all.map(
      (name) =>
        ({
          // The same disk is mounted elsewhere too, and the listing names that path.
          hostPath: `/srv/data/containerd/io.containerd.snapshotter.v1.btrfs/${folder}/${name}`,
          path: `${croot}/io.containerd.snapshotter.v1.btrfs/${folder}/${name}`.slice(1),
          createdSeconds: created,
        }) as BtrfsSubvolume,
    ),
  );
  const btrfs = [
    {
      uuid: 'u',
      mountPoint: '/',
      subvolumes,
      pendingDeletions: 0,
      quotas: { enabled: false, inconsistent: null, mode: null },
      qgroups: null,
    },
  ];
  return Object.fromEntries(strayDirectories(needed.value, btrfs).map(({ path, state }) => [path, state]));
}

function twoSnapshots(): ContainerdHost {
  const host = new ContainerdHost('btrfs');
  host.snapshot('one', null, 10);
  host.snapshot('two', 'one', null);
  for (const record of host.backend) record.createdAt = iso(old);
  return host;
}

describe('directories of snapshots', () => {
  it('are no strays while their number has a record, while they are made, or where they heal themselves (T21)', () => {
    expect(straysOf({ snapshots: ['1'], active: ['2', '3', 'new-123'], view: ['mine', '@eaDir'] })).toEqual({});
  });

  it('L10: are strays without a record, older than containerd; so is a commit that was interrupted', () => {
    const host = twoSnapshots();
    host.backend.shift();
    host.moby.snapshots.shift();
    expect(straysOf({ snapshots: ['1', '2'], active: ['rm-1'] }, { host })).toEqual({
      'snapshots/1': 'stray',
      'snapshots/2': 'stray',
      'active/rm-1': 'stray',
    });
    expect(straysOf({ active: ['rm-1'] }, { host, created: started + 5 })).toEqual({ 'active/rm-1': 'too-young' });
    expect(straysOf({ active: ['rm-1'] }, { host, created: null })).toEqual({ 'active/rm-1': 'unconfirmed' });
    expect(straysOf({ active: ['rm-9'] }, { host })).toEqual({});
  });

  it('T10: an interrupted removal of what containerd still names may be the only copy', () => {
    expect(straysOf({ active: ['rm-2'], snapshots: ['rm-1'] })).toEqual({
      'active/rm-2': 'only-copy',
      'snapshots/rm-1': 'only-copy',
    });
  });

  it('L9: one of what containerd does not name any more blocks the collector, if the record is older than containerd', () => {
    const host = twoSnapshots();
    host.moby.snapshots.pop();
    expect(straysOf({ active: ['rm-2'] }, { host })).toEqual({ 'active/rm-2': 'blocks-collector' });
    for (const [createdAt, state] of [
      [iso(started + 1), 'too-young'],
      [null, 'unconfirmed'],
    ] as const) {
      const record = host.backend.at(-1);
      if (record !== undefined) record.createdAt = createdAt;
      expect(straysOf({ active: ['rm-2'] }, { host })).toEqual({ 'active/rm-2': state });
    }
  });

  it('are left to containerd with overlayfs, and unconfirmed where their age cannot be told', () => {
    const host = twoSnapshots();
    host.backend.length = 0;
    expect(straysOf({ snapshots: ['1', 'rm-2'] }, { host, snapshotter: 'overlayfs' })).toEqual({});
    expect(straysOf({ snapshots: ['rm-2'] }, { host, snapshotter: 'native' })).toEqual({
      'snapshots/rm-2': 'unconfirmed',
    });
  });
});
