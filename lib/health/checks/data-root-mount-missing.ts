import type { BootConfiguration } from '../../domain/health-facts.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { isBelow, mountCells, mountColumns, mountOf } from '../mounts.ts';
import { dataRootPath, dataRootSubject } from '../subjects.ts';
import { paragraphs } from '../text.ts';

type FstabLine = BootConfiguration['fstab'][number];

/** The fstab line that should hold the data root: the longest mount point above it, never `/`. */
function expectedMount(facts: HostFacts, path: string): FstabLine | null {
  const { bootConfiguration } = facts.sections;
  if (bootConfiguration.state === 'unknown') return null;
  const lines = bootConfiguration.value.fstab.filter(
    (line) =>
      line.mountPoint !== '/' &&
      line.type !== 'swap' &&
      isBelow(path, line.mountPoint) &&
      !line.options.includes('noauto'),
  );
  return lines.sort((one, other) => other.mountPoint.length - one.mountPoint.length)[0] ?? null;
}

export default defineCheck({
  id: 'data-root-mount-missing',
  title: 'The data root’s filesystem is not mounted',
  why: 'If the filesystem that should hold the data root is not mounted, Docker starts all the same on the empty directory below: no images, no containers, compose makes everything new and empty. When the mount comes back, what was written meanwhile is hidden under it.',
  needs: ['mounts'],
  run({ mounts }, { facts }) {
    const path = dataRootPath(facts);
    if (path === null) return { unknown: 'The path of the data root is not known.', missing: ['engine'] };
    const mount = mountOf(mounts, path);
    const finding = (title: string, expected: string) => [
      {
        severity: 'critical' as const,
        subject: dataRootSubject(facts),
        title,
        detail: paragraphs(
          'Your images, containers and volumes are not lost: they are on the filesystem that is not mounted. What Docker shows now is a new, empty data root.',
          'What to do: stop Docker (and docker.socket) before anything else is written. Look why the mount failed at boot, then mount the filesystem (`mount <point>`), check that the old content is there, and start Docker. If a disk, pool or array is missing or damaged, do not force it (no new array, no `mkfs`, no repair without a copy). Until then delete nothing that looks unused, in Docker or in containerd: its owners are on the missing filesystem. Afterwards guard it: `RequiresMountsFor=` in a drop-in of docker.service, and `chattr +i` on the empty directory while it is unmounted.',
        ),
        evidence: evidence(
          'findmnt',
          [...mountColumns, 'Expected'],
          [[...(mount ? mountCells(mount) : ['none', '', '', '']), expected]],
        ),
        remedies: [],
      },
    ];
    // TrueNAS: without the pool the directory is on the boot pool.
    if (path.startsWith('/mnt/.ix-apps') && mount?.source.startsWith('boot-pool/')) {
      return finding('The apps dataset is not mounted: Docker runs on the boot pool', '<pool>/ix-apps');
    }
    const expected = expectedMount(facts, path);
    if (expected === null) {
      return facts.sections.bootConfiguration.state === 'unknown'
        ? { unknown: 'What should be mounted at boot is not known.', missing: ['bootConfiguration'] }
        : [];
    }
    // Without the root filesystem the table is only part of one, and silence proves nothing.
    if (!mounts.some((candidate) => candidate.mountPoint === '/')) {
      return { unknown: 'The mount table is not complete: it does not show /.', missing: ['mounts'] };
    }
    const isThere = mounts.some((candidate) => candidate.mountPoint === expected.mountPoint);
    if (isThere) return [];
    return finding(`${expected.mountPoint} is not mounted: Docker runs on the empty directory below`, expected.line);
  },
});
