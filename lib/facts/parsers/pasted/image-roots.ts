import type { PastedDisk } from './disk-free.ts';
import type { Pasted } from './read-paste.ts';

const imageTypes = /^(?:squashfs|erofs|cramfs|romfs|iso9660|udf|isofs)$/;
const imageSources =
  /^(?:\/dev\/(?:root|loop\d+\w*|ram\d+|sr\d+|zram\d+|mtdblock\d+|ubi\S*|dm-\d+|mapper\/\S+-verity)|rootfs|none|airootfs)$/;
/** Where an appliance or a virtual machine keeps what it writes, when its root is an image. */
const writablePlaces = /^\/(?:var|etc|data|overlay|config|persist\w*|mnt|opt|home|userdata|containers)(?:\/|$)/;
const largestImageBytes = 4 * 2 ** 30;

/**
 * A read-only image is full by construction. A mount table or `df -T` names it; else it has nothing left, used equals size, it comes
 * from a device that images come from, and the paste shows where the system writes instead, or figures exact enough: a filesystem
 * that is written to keeps a remainder for root.
 */
export function isImage(disk: PastedDisk, pasted: Pick<Pasted, 'disks' | 'mounts'>): boolean {
  const mount = pasted.mounts.findLast((candidate) => candidate.mountPoint === disk.mountPoint);
  const type = disk.type || (mount?.type ?? '');
  if (imageTypes.test(type)) return true;
  if (type !== '') return false;
  if (disk.freeBytes > 0 || disk.usedBytes < disk.totalBytes || disk.totalBytes > largestImageBytes) return false;
  if (!imageSources.test(disk.source)) return false;
  return (
    disk.isExact ||
    /^\/dev\/loop/.test(disk.source) ||
    pasted.disks.some(
      (other) => writablePlaces.test(other.mountPoint) && other.freeBytes > 0 && other.source !== disk.source,
    )
  );
}
