import { formatBytes } from '../../domain/bytes.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity } from '../graded-severity.ts';
import { dataRootFilesystem, engineSubject } from '../subjects.ts';
import { count, formatPercent, paragraphs, percent } from '../text.ts';

const id = 'unused-images';

export default defineCheck({
  id,
  title: 'Images no container uses',
  why: 'Old versions of images stay after each update. They can be pulled again, except those you built and did not push.',
  needs: [],
  run(_, context) {
    const { facts } = context;
    const { images, containers, dockerDiskUsage } = facts.sections;
    const filesystem = dataRootFilesystem(facts);
    if (filesystem === null) return { unknown: 'The size of Docker’s disk is not known.', missing: ['filesystems'] };
    let rows: string[][];
    let bytes: number;
    let amount: number;
    if (images.state === 'known' && containers.state === 'known') {
      const used = new Set(containers.value.map((container) => container.imageId));
      const unused = images.value.filter((image) => !used.has(image.id) && !('protected' in image.labels));
      // Layers that several images share are counted with each: the sum is an upper bound.
      bytes = unused.reduce((sum, image) => sum + image.sizeBytes, 0);
      amount = unused.length;
      rows = [...unused]
        .sort((one, other) => other.sizeBytes - one.sizeBytes)
        .map((image) => [
          image.repoTags[0] ?? '<none>',
          image.id.replace('sha256:', '').slice(0, 12),
          formatBytes(image.sizeBytes),
          image.repoDigests.length > 0 ? 'can be pulled again' : 'only here',
        ]);
    } else {
      const row =
        dockerDiskUsage.state === 'known'
          ? dockerDiskUsage.value.rows.find((candidate) => candidate.type === 'images')
          : undefined;
      if (row?.reclaimableBytes == null)
        return { unknown: 'Images and containers were not both listed.', missing: ['images', 'containers'] };
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
        title: `${count(amount, 'unused image')}: up to ${formatBytes(bytes)} (${formatPercent(share)} of the disk)`,
        detail: paragraphs(
          'No container uses them. Shared layers are counted with each image, so what comes back is less than the sum.',
          'What to do: “prune images” deletes those you choose, by id, and spares whatever carries the label `protected`. Look at images without a digest first: they exist only here.',
        ),
        evidence: evidence('docker image ls', ['Image', 'ID', 'Size', 'Remark'], rows),
        reclaimable: { bytes, exact: false },
        remedies: [{ actionId: 'prune-images', params: {} }],
      },
    ];
  },
});
