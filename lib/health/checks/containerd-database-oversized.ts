import { formatBytes } from '../../domain/bytes.ts';
import { counted } from '../../domain/format.ts';
import { storeDetails, unlessContainerdStore } from '../containerd-store.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { engineSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

const smallest = 64 * 2 ** 20;
/** Measured: 33.6 MB with 5,000 snapshots and 500 leases, 8.4 MB with 1,000 and 100; half-full pages included. */
const bytesPerObject = 16 * 2 ** 10;

/** docs/reference/containerd-on-disk.md#the-databases: they double and never shrink. */
export default defineCheck({
  id: 'containerd-database-oversized',
  title: 'containerd’s database is larger than its content',
  why: 'The files of containerd’s database double when they grow and never shrink. One that is much larger than its content once held far more: leases and snapshots that leaked and were cleaned up, or very many builds. It costs space and makes each start and each scan slower; nothing is lost by it.',
  needs: ['containerd'],
  absent: unlessContainerdStore,
  run(_, { facts }) {
    const details = storeDetails(facts);
    if ('unknown' in details) return details;
    if (details.databases === undefined)
      return { unknown: 'The last scan did not read the sizes of containerd’s databases. Scan this host again.' };
    const objects = details.records?.namespaces.reduce(
      (sum, space) => sum + space.content.length + space.snapshots.length + space.leases.length + space.images.length,
      0,
    );
    const large = details.databases.filter(
      ({ bytes, usedBytes }) => bytes >= smallest && usedBytes < bytes / 4 && bytes > (objects ?? 0) * bytesPerObject,
    );
    if (large.length === 0) return [];
    const [most] = large.toSorted((one, other) => other.bytes - one.bytes);
    return [
      {
        severity: 'info',
        subject: engineSubject,
        title: `containerd’s database has ${formatBytes(most?.bytes ?? 0)}, and uses ${formatBytes(most?.usedBytes ?? 0)} of it`,
        detail: paragraphs(
          `It once held far more than the ${counted(objects ?? 0, 'object')} of today. Its free pages are used again before the file grows.`,
          steps(
            'Nothing needs to be done.',
            'If the host has leaked leases, remove them: they are what makes it grow.',
            'To make it smaller, stop Docker and containerd, and compact a copy with `bbolt compact`. Keep the original until everything runs.',
          ),
        ),
        evidence: evidence(
          null,
          ['Database', 'Size', 'In use', 'Objects'],
          large.map(({ name, bytes, usedBytes }) => [
            name,
            formatBytes(bytes),
            formatBytes(usedBytes),
            String(objects ?? 0),
          ]),
        ),
        remedies: [],
      },
    ];
  },
});
