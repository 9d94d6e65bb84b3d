import { formatBytes } from '../domain/bytes.ts';
import type { CheckContext } from '../domain/finding.ts';
import type { MountEntry } from '../domain/storage-facts.ts';
import { isBelow, mountOf } from './mounts.ts';
import { dataRootFilesystem } from './subjects.ts';

/** A filesystem's own metadata, a lost+found, a script: less than this does not count as data. In bytes. */
const worthNaming = 2 ** 30;

/**
 * What is on the data root's btrfs outside of it: subvolumes, folders that containers use, and what the measured ledger does not
 * assign to Docker. Plain folders are not listed anywhere, so finding nothing proves nothing unless `isComplete`: the ledger is
 * measured, or the filesystem is nearly empty.
 */
export function dataBesideDocker(
  { facts, storage }: CheckContext,
  mount: MountEntry,
  path: string,
): { found: [what: string, where: string][]; isComplete: boolean } {
  const { btrfs, containers, mounts } = facts.sections;
  const table = mounts.state === 'known' ? mounts.value : [];
  const filesystem =
    btrfs.state === 'known' ? btrfs.value.find(({ mountPoint }) => mountOf(table, mountPoint) === mount) : undefined;
  // From the top of the filesystem, as `btrfs subvolume list` names them.
  const inner = `${mount.root}/${path.slice(mount.mountPoint.length)}`.split('/').filter(Boolean).join('/');
  const subvolumes = (filesystem?.subvolumes ?? []).filter(
    (subvolume) => inner !== '' && !isBelow(subvolume.path, inner) && !isBelow(inner, subvolume.path),
  );
  const folders = (containers.state === 'known' ? containers.value : []).flatMap((container) =>
    container.mounts
      .filter(({ type, source }) => type === 'bind' && source !== mount.mountPoint && !isBelow(source, path))
      .filter(({ source }) => mountOf(table, source) === mount)
      .map(({ source }) => source),
  );
  const usage = dataRootFilesystem(facts);
  const rows = storage.ledger.state === 'known' ? storage.ledger.value : [];
  const rest = rows.find((row) => row.filesystem === usage?.id && row.row === 'not-docker')?.bytes;
  return {
    found: [
      ...subvolumes.map((subvolume): [string, string] => ['Subvolume', subvolume.path]),
      ...[...new Set(folders)].map((source): [string, string] => ['Folder that a container uses', source]),
      ...(rest?.state === 'known' && rest.value > worthNaming
        ? [[`${formatBytes(rest.value)} that is not Docker’s`, mount.mountPoint] satisfies [string, string]]
        : []),
    ],
    isComplete: rest?.state === 'known' || (usage !== null && usage.usedBytes <= worthNaming),
  };
}
