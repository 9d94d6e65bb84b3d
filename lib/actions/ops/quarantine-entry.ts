import type { QuarantineEntry } from '../../domain/layer-facts.ts';
import type { StepArguments } from '../../domain/plan.ts';
import type { BtrfsSubvolume } from '../../domain/storage-facts.ts';
import { layerName } from './layer-arguments.ts';

export const asideSuffix = '.set-aside';

/** Null for what Bilge did not put there, and for what it cannot identify again. */
export function entryArguments(entry: QuarantineEntry, subvolumes: readonly BtrfsSubvolume[]): StepArguments | null {
  const name = entry.originalName;
  if (entry.entry !== `${name}${asideSuffix}` || !layerName.safeParse(name).success) return null;
  const id = /^\d+$/.test(entry.note.subvolume ?? '') ? Number(entry.note.subvolume) : null;
  const own =
    entry.driver === 'btrfs' ? subvolumes.find((each) => each.id === id && each.uuid === entry.note.uuid) : undefined;
  if (entry.driver === 'btrfs' && own === undefined) return null;
  const below = own === undefined ? [] : subvolumes.filter((each) => each.path.startsWith(`${own.path}/`));
  return {
    name,
    inode: entry.inode,
    birthSeconds: null,
    link: /^[A-Z0-9]{26}$/.test(entry.note.link ?? '') ? (entry.note.link ?? null) : null,
    subvolumeId: own?.id ?? null,
    uuid: own?.uuid ?? null,
    subvolumePath: null,
    nested: below
      .map((each) => each.id)
      .sort((one, other) => one - other)
      .map(String),
    isRemoving: false,
  };
}
