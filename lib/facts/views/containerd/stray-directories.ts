import type { BtrfsFilesystem, BtrfsSubvolume } from '../../../domain/storage-facts.ts';
import { locate } from '../paths.ts';
import type { StoreFacts } from './store-facts.ts';
import { secondsOf } from './store-index.ts';

/**
 * Directories of snapshots that containerd does not clean up by itself (docs/reference/containerd-on-disk.md#strays-of-btrfs-and-native). With
 * overlayfs it does, so there nothing is a stray. Two databases are never read in one instant, so all that is younger than the running containerd waits.
 */
export interface StrayDirectory {
  snapshotter: string;
  /** below the snapshotter's folder: `active/rm-30` */
  path: string;
  state: /** its number has no record, and it is older than the running containerd */
    | 'stray'
    /** an interrupted removal that makes every later collection of this snapshotter fail; containerd does not name its number any more */
    | 'blocks-collector'
    /** containerd names it still: it may be the only copy of a snapshot */
    | 'only-copy'
    | 'too-young'
    /** its age cannot be told */
    | 'unconfirmed';
  /** of its subvolume; null where it is none, or was not listed */
  uuid: string | null;
  /** the directory that its snapshot has beside it (`active/30` for `active/rm-30`); null: there is none, or no snapshot */
  original: string | null;
}

type Record = StoreFacts['store']['snapshots'][number];

export function strayDirectories(facts: StoreFacts, btrfs: readonly BtrfsFilesystem[] | null): StrayDirectory[] {
  return facts.details.snapshotters
    .filter(({ name }) => name === 'btrfs' || name === 'native')
    .flatMap(({ name, sequence, folders }) => {
      if (sequence === null) return [];
      const records = new Map(
        facts.store.snapshots.filter((each) => each.snapshotter === name).map((each) => [each.id, each]),
      );
      return Object.entries(folders).flatMap(([folder, names]) =>
        names.flatMap((own): StrayDirectory[] => {
          const directory = { facts, btrfs, snapshotter: name, folder, own, sequence, records };
          const state = stateOf(directory);
          if (state === null) return [];
          const number = own.replace(/^rm-/, '');
          const original = number !== own && names.includes(number) ? `${folder}/${number}` : null;
          const uuid = subvolumeOf(directory)?.uuid ?? null;
          return [{ snapshotter: name, path: `${folder}/${own}`, state, uuid, original }];
        }),
      );
    });
}

interface Directory {
  facts: StoreFacts;
  btrfs: readonly BtrfsFilesystem[] | null;
  snapshotter: string;
  folder: string;
  own: string;
  sequence: number;
  records: ReadonlyMap<number, Record>;
}

function stateOf(directory: Directory): StrayDirectory['state'] | null {
  const { facts, own, snapshotter, folder, sequence, records } = directory;
  const [, removal, digits] = /^(rm-)?(\d+)$/.exec(own) ?? [];
  // `new-…` is being made, and what is called otherwise was not made by containerd.
  if (digits === undefined) return null;
  const number = Number(digits);
  const record = records.get(number);
  if (removal === undefined) {
    if (record !== undefined && !isInterruptedCommit(record, snapshotter, folder)) return null;
    // The next number was taken by an interrupted Prepare: the next create meets it, fails once, and containerd heals itself.
    if (number > sequence) return null;
    return byAge(directory, 'stray');
  }
  if (record === undefined) return number > sequence ? null : byAge(directory, 'stray');
  if (isNamed(facts, record)) return 'only-copy';
  const made = secondsOf(record.createdAt ?? null);
  const started = facts.details.process?.startedSeconds ?? null;
  if (made === null || started === null) return 'unconfirmed';
  return made < started ? 'blocks-collector' : 'too-young';
}

/** A commit makes a read-only `snapshots/<n>` of `active/<n>` and deletes the latter: with the record still active it did not end. */
function isInterruptedCommit({ kind }: Record, snapshotter: string, folder: string): boolean {
  return snapshotter === 'btrfs' && folder === 'snapshots' && kind === 'active';
}

function isNamed({ records }: StoreFacts, { snapshotter, key }: Record): boolean {
  return records.namespaces.some(({ snapshots }) =>
    snapshots.some((each) => each.snapshotter === snapshotter && each.name === key),
  );
}

/** By the subvolume's own creation time; a directory of native has none that is known here. */
function byAge(directory: Directory, state: 'stray'): StrayDirectory['state'] {
  const started = directory.facts.details.process?.startedSeconds ?? null;
  const created = subvolumeOf(directory)?.createdSeconds ?? null;
  if (created === null || started === null) return 'unconfirmed';
  return created < started ? state : 'too-young';
}

/** By its place in the filesystem: where containerd's root is bound from another folder the host has several paths for it. */
function subvolumeOf({ facts, btrfs, snapshotter, folder, own }: Directory): BtrfsSubvolume | null {
  const { root, mounts } = facts;
  const place = locate(`${root}/io.containerd.snapshotter.v1.${snapshotter}/${folder}/${own}`, mounts);
  if (place === null) return null;
  const filesystem = (btrfs ?? []).find(
    ({ mountPoint }) => locate(mountPoint, mounts)?.mount.device === place.mount.device,
  );
  return filesystem?.subvolumes.find(({ path }) => path === place.pathInFilesystem) ?? null;
}
