import { formatBytes } from '../domain/bytes.ts';
import type { HostFacts } from '../domain/host-facts.ts';
import { printableName } from '../domain/names.ts';
import type { FilesystemUsage } from '../domain/storage-facts.ts';
import { pastedFacts } from './pasted.ts';
import { dataRootPath } from './subjects.ts';
import { commandPath } from './text.ts';

/**
 * The path of the data root looks like a data disk, but it is on the system's filesystem, while another filesystem is nearly empty:
 * most likely the data disk was mounted somewhere else.
 */
export function emptyPartitionWords(facts: HostFacts, full: FilesystemUsage): string | null {
  const { filesystems } = facts.sections;
  const root = dataRootPath(facts);
  if (pastedFacts(facts) === null || filesystems.state === 'unknown' || root === null) return null;
  const isOnDataDisk = /^\/(?:mnt|media|srv|data\d?|volume\d*|opt|storage|share)\//.test(root);
  const system = filesystems.value.find((filesystem) => filesystem.mountPoint === '/');
  if (!isOnDataDisk || (system !== undefined && system.source !== full.source)) return null;
  const empty = filesystems.value
    .filter(
      (other) =>
        other.source !== full.source &&
        !other.isNetwork &&
        other.freeBytes > full.totalBytes &&
        other.usedBytes < other.totalBytes * 0.05 &&
        !/^\/boot/.test(other.mountPoint),
    )
    .sort((one, other) => other.freeBytes - one.freeBytes)[0];
  if (empty === undefined) return null;
  return `${root} is on the same filesystem as / (${printableName(full.source)}), while ${printableName(empty.source)} (${formatBytes(empty.totalBytes)}, mounted on ${printableName(empty.mountPoint)}) is empty. If Docker should use that one, stop Docker and mount it where the data root is expected.`;
}

/** A FUSE mount that lost its connection: what programs wrote to its path meanwhile is on the disk below. */
export function brokenMountWords(facts: HostFacts): string | null {
  const [first, ...others] = pastedFacts(facts)?.brokenMounts ?? [];
  if (first === undefined) return null;
  const names = others.length > 0 ? `${printableName(first)} and ${others.length} more` : printableName(first);
  return `${names} lost its connection (“Transport endpoint is not connected”). Programs now write into the directory below it, on this disk: a common cause of a suddenly full disk. Detach it (\`sudo fusermount -uz ${commandPath(first)}\`) and check what is in the directory (\`sudo du -xsh ${commandPath(first)}\`) before you mount it again.`;
}
