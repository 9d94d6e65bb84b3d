import type { HostCard } from '@/lib/domain/report';

/** Docker reports ext2, ext3 and ext4 alike as `extfs`. */
const filesystemNames: Record<string, string> = { extfs: 'ext4' };

export function driverWords(host: Pick<HostCard, 'storageDriver' | 'backingFilesystem'>): string {
  if (!host.storageDriver) return 'storage driver unknown';
  if (!host.backingFilesystem) return `${host.storageDriver} driver`;
  return `${host.storageDriver} driver on ${filesystemNames[host.backingFilesystem] ?? host.backingFilesystem}`;
}
