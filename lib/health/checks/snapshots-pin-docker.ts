import { counted } from '../../domain/format.ts';
import { withoutBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'snapshots-pin-docker',
  title: 'Snapshots that keep Docker’s space in use',
  why: 'A btrfs snapshot keeps every byte that was in use when it was created. If snapshots include Docker’s data, what Docker or Bilge deletes stays on disk until those snapshots are deleted, so a cleanup seems to free nothing. Bilge never deletes these snapshots: they are your backups.',
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
          'A cleanup frees little: deleted layers stay on disk until these snapshots are deleted.',
          steps(
            'Keep the snapshots that you may still need: they are backups.',
            'Exclude Docker’s data root from the snapshot schedule, or put it into a separate subvolume at a quiet moment.',
            'Delete old snapshots with the tool that created them, oldest first.',
          ),
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
