import { formatBytes } from '../../domain/bytes.ts';
import { counted, formatPercent } from '../../domain/format.ts';
import type { InPieces } from '../../domain/slices.ts';
import { joinedInPieces } from '../../facts/views/reclaimable/join.ts';
import { objectsOfImagesInPieces } from '../../facts/views/reclaimable/unused-images.ts';
import { defineCheck, type Verdict } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity } from '../graded-severity.ts';
import { advice } from '../pasted.ts';
import { dataRootFilesystem, engineSubject } from '../subjects.ts';
import { paragraphs, percent, steps } from '../text.ts';

const id = 'unused-images';

export default defineCheck({
  id,
  title: 'Unused images',
  why: 'Old versions of images stay after each update. They can be pulled again, except those you built and did not push. Layers that several images share are counted with each of them, so the sum is an upper bound.',
  needs: [],
  *run(_, context): InPieces<Verdict> {
    const { facts } = context;
    const { images, containers, dockerDiskUsage } = facts.sections;
    const filesystem = dataRootFilesystem(facts);
    if (filesystem === null) return { unknown: 'The size of Docker’s disk is unknown.', missing: ['filesystems'] };
    let rows: string[][];
    let bytes: number;
    let amount: number;
    if (images.state === 'known' && containers.state === 'known') {
      const used = new Set(containers.value.map((container) => container.imageId));
      const unused = images.value.filter((image) => !used.has(image.id) && !('protected' in image.labels));
      // Where the layers are on record, one that several images share counts once; else with each, and the sum is an upper bound.
      const together = yield* joinedInPieces(yield* objectsOfImagesInPieces(unused, facts, context.storage.layers));
      bytes = together.atLeast ? unused.reduce((sum, image) => sum + image.sizeBytes, 0) : together.totalBytes;
      amount = unused.length;
      rows = [...unused]
        .sort((one, other) => other.sizeBytes - one.sizeBytes)
        .map((image) => [
          image.repoTags[0] ?? '<none>',
          image.id.replace('sha256:', '').slice(0, 12),
          formatBytes(image.sizeBytes),
          image.repoDigests.length > 0 ? 'can be pulled again' : 'only on this host',
        ]);
    } else {
      const row =
        dockerDiskUsage.state === 'known'
          ? dockerDiskUsage.value.rows.find((candidate) => candidate.type === 'images')
          : undefined;
      if (row?.reclaimableBytes == null)
        return { unknown: 'Images or containers could not be listed.', missing: ['images', 'containers'] };
      bytes = row.reclaimableBytes;
      amount = (row.total ?? 0) - (row.active ?? 0);
      rows = [['reclaimable', '', formatBytes(bytes), 'by docker system df']];
    }
    const share = percent(bytes, filesystem.totalBytes);
    const grades = { info: 20, recoverBy: 2 };
    const severity = gradedSeverity({ context, checkId: id, subject: engineSubject, value: share, grades });
    if (severity === null) return [];
    return [
      {
        severity,
        subject: engineSubject,
        title: `${counted(amount, 'unused image')}: up to ${formatBytes(bytes)} (${formatPercent(share)} of the disk)`,
        detail: paragraphs(
          'No container uses them, and they fill Docker’s disk. Shared layers are counted with each image, so less than the sum is freed.',
          steps(
            'Check the images that you built and did not push first: they cannot be pulled again.',
            advice(facts, {
              live: 'Remove the unused images that you choose. Images with the label `protected` are skipped.',
              pasted:
                'Remove the others: `docker image prune -a`, or `docker image rm NAME`. Not while containers are missing from `docker ps -a`.',
            }),
          ),
        ),
        evidence: evidence('docker image ls', ['Image', 'ID', 'Size', 'Remark'], rows),
        reclaimable: { bytes, exact: false },
        remedies: [{ actionId: 'prune-images', params: {} }],
      },
    ];
  },
});
