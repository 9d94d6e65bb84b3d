import type { BtrfsFilesystem, BtrfsSubvolume } from '../../../domain/storage-facts.ts';
import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type Recognized, runs } from './piece.ts';

const listed =
  /^\s*ID (\d{1,19}) gen(?:eration)? (\d{1,19})(?: cgen (\d{1,19}))?(?: parent (\d{1,19}))? top level (\d{1,19})(?: otime \S+ \S+)?(?:\s+parent_uuid\s+(\S+))?(?:\s+received_uuid\s+(\S+))?(?:\s+uuid\s+(\S+))?\s+path (.{1,4000})$/;

/** `btrfs subvolume list` in any combination of its columns, 3.18 to 6.19. */
export function readSubvolumeList(lines: readonly PastedLine[]): Recognized<BtrfsFilesystem>[] {
  return runs(lines, (line) => listed.test(line.text), 1).map((run) => {
    const subvolumes = run.flatMap((line): BtrfsSubvolume[] => {
      const match = listed.exec(line.text);
      if (!match) return [];
      const [, id, generation, creation, parent, topLevel, parentUuid, received, uuid, path = ''] = match;
      const or = (value: string | undefined) => (value === undefined || value === '-' ? null : value);
      return [
        {
          id: Number(id),
          uuid: or(uuid) ?? '',
          parentUuid: or(parentUuid),
          receivedUuid: or(received),
          parentId: Number(parent ?? topLevel),
          topLevel: Number(topLevel),
          generation: Number(generation),
          creationGeneration: Number(creation ?? generation),
          createdSeconds: null,
          isReadOnly: false,
          path,
          hostPath: null,
        },
      ];
    });
    return {
      kind: 'btrfs-subvolume-list' as const,
      lines: numbersOf(run),
      value: {
        uuid: '',
        mountPoint: '',
        subvolumes,
        // Only -d lists deleted ones; without it nothing is said about them, and nothing about quotas.
        pendingDeletions:
          subvolumes.length > 0 && subvolumes.every((subvolume) => subvolume.path === 'DELETED')
            ? subvolumes.length
            : null,
        quotas: { enabled: false, inconsistent: null, mode: null },
        qgroups: null,
      },
    };
  });
}
