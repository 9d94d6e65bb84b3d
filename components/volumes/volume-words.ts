import { counted } from '@/lib/domain/format';
import type { VolumeRow } from '@/lib/domain/storage-report';

/** Every text of the list of volumes; why one cannot be deleted is said by the report. */
export const volumeWords = {
  anonymous: 'anonymous',
  isProtected: 'protected',
  nestedDocker: 'Nested Docker:',
  deletable: 'Docker can delete it.',
  nested: ({ subvolumes, driver }: { subvolumes: number; driver: string }) =>
    `Nested Docker: ${subvolumes > 0 ? counted(subvolumes, 'subvolume') : driver}`,
};

/** Who uses a volume; unknown is not "unused" (docs/architecture.md#law-1). */
export function usersWords({ usedBy, usersKnown }: Pick<VolumeRow, 'usedBy' | 'usersKnown'>): string {
  if (usedBy.length > 0) return `Used by ${usedBy.join(', ')}${usersKnown ? '' : ' and possibly others'}`;
  return usersKnown ? 'Unused' : 'Users not fully known';
}

export function isKnownUnused({ usedBy, usersKnown }: Pick<VolumeRow, 'usedBy' | 'usersKnown'>): boolean {
  return usersKnown && usedBy.length === 0;
}

/** As the guard reads it: the label with any value but `false`. */
export function hasProtectedLabel({ labels }: Pick<VolumeRow, 'labels'>): boolean {
  return Object.hasOwn(labels, 'protected') && labels.protected?.toLowerCase() !== 'false';
}
