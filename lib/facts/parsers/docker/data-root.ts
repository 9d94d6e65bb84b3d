import type { Fact } from '../../../domain/fact.ts';
import type { DataRootListing } from '../../../domain/layer-facts.ts';
import type { MountEntry } from '../../../domain/storage-facts.ts';
import { isOwnMountPoint, mountOf } from '../kernel/mountinfo.ts';
import { baseName, failure, lines, nulNames, type Parts, statRecords, wholeNumber } from '../records.ts';

/** `stat -f -c '%t %i %T'`: magic and fsid in hex, then GNU's or BusyBox' name for it (which differ: the magic decides). */
export function parseDataRoot(parts: Parts, mounts: Fact<MountEntry[]>): DataRootListing {
  const [path = '', requestedPath = ''] = nulNames(parts.part('paths'));
  const records = statRecords(parts.part('entries'));
  const self =
    records.find((record) => record.path === '.') ?? statRecords(parts.optional('self') ?? Buffer.alloc(0))[0];
  const [magic = '', fsid = '', type = ''] = parts.part('filesystem').toString('utf8').trim().split(' ');
  if (self === undefined || !path.startsWith('/') || !/^[0-9a-f]+$/.test(magic)) {
    throw failure('data root', 'its own record has another form', parts.part('filesystem'));
  }
  const entries = records
    .filter((record) => record.path !== '.')
    .map((record) => ({ ...record, name: baseName(record.path) }));
  const temporary = entries.find((entry) => entry.name === 'tmp' && entry.kind === 'directory');
  if (mounts.state === 'unknown') throw failure('data root', `the mounts are unknown (${mounts.detail})`, '');
  const entryMounts = mounts.value;
  return {
    path,
    requestedPath,
    filesystemType: mountOf(path, entryMounts)?.type ?? type,
    filesystemMagic: magic,
    filesystemId: /[1-9a-f]/.test(fsid) ? fsid : null,
    device: self.device,
    inode: self.inode,
    tmpBirthSeconds: temporary?.birthSeconds ?? null,
    tmpModifiedSeconds: temporary?.modifiedSeconds ?? null,
    engineId: parts.part('engineId').toString('utf8').trim() || null,
    engineIdModifiedSeconds:
      entries.find(({ name, kind }) => name === 'engine-id' && kind === 'file')?.modifiedSeconds ?? null,
    entries: entries.map(({ name, kind, device }) => ({ name, kind, device })),
    driverDirectories: lines(parts.part('drivers')).map((line) => {
      const [driver = '', count] = line.toString('utf8').trim().split(/\s+/);
      return { driver, entries: wholeNumber(count, 'data root') };
    }),
    imageStores: nulNames(parts.part('imageStores')).map(baseName),
    isMountPoint: isOwnMountPoint(path, entryMounts),
  };
}
