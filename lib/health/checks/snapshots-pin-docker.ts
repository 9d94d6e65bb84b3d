import { counted } from '../../domain/format.ts';
import { withoutBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

export default defineCheck({
  id: 'snapshots-pin-docker',
  title: 'Snapshots that keep Docker’s space in use',
  why: 'A btrfs snapshot keeps every byte that was in use when it was taken. Where snapshots include Docker’s data, what Docker or Bilge deletes stays on disk until the snapshots that hold it are gone, so a cleanup seems to free nothing.',
  needs: ['btrfs', 'mounts', 'dataRoot'],
  absent: withoutBtrfs,
  run(_, { facts, storage }) {
    const snapshots = storage.pinningSnapshots;
    if (snapshots.length === 0) return [];
    return [
      {
        severity: 'info' as const,
        subject: dataRootSubject(facts),
        title: `${counted(snapshots.length, 'snapshot')} ${snapshots.length === 1 ? 'keeps' : 'keep'} Docker’s space in use`,
        detail: paragraphs(
          'What is deleted from Docker stays on disk as long as one of these snapshots holds it.',
          [
            'What to do:',
            '1. Keep them while you may still need them: they are backups, and Bilge never deletes them.',
            '2. Exclude Docker’s data root from the snapshot schedule, or give it a subvolume of its own.',
            '3. Let the tool that made the snapshots expire the old ones, oldest first.',
          ].join('\n'),
        ),
        evidence: evidence(
          'btrfs subvolume list -p -u -q',
          ['Snapshot', 'UUID', 'What it is'],
          snapshots.map(({ path, uuid, label }) => [path, uuid, label]),
        ),
        remedies: [],
      },
    ];
  },
});
