import type { BootConfiguration } from '../../domain/health-facts.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { MountEntry } from '../../domain/storage-facts.ts';
import { byRank } from '../../platforms/detect-platform.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { isBelow, mountCells, mountColumns, mountOf } from '../mounts.ts';
import { pastedFacts } from '../pasted.ts';
import { dataRootPath, dataRootSubject } from '../subjects.ts';
import { commandPath, paragraphs, shortPath, steps } from '../text.ts';

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

/** The mount table; for pasted output also a complete `df`, which shows the same mount points. */
function mountTable(facts: HostFacts): MountEntry[] | null {
  const { mounts } = facts.sections;
  if (mounts.state === 'known') return mounts.value;
  const rows = pastedFacts(facts)?.allMountPoints ?? null;
  return (
    rows?.map(({ mountPoint, source, type }) => ({
      id: 0,
      parentId: -1,
      device: '',
      root: '/',
      mountPoint,
      options: [],
      optionalFields: [],
      type,
      source,
      superOptions: [],
    })) ?? null
  );
}

const families: Record<string, string> = { ext2: 'ext', ext3: 'ext', ext4: 'ext', extfs: 'ext' };
const known = /^(?:ext[234]|extfs|xfs|btrfs|zfs|f2fs|jfs|reiserfs|bcachefs)$/;

/**
 * The engine names the filesystem below its data root. If /etc/fstab wants another type exactly there, that one is not mounted.
 * devicemapper names the filesystem inside its devices instead.
 */
function otherFilesystem(facts: HostFacts, path: string): string | null {
  const { engine, bootConfiguration } = facts.sections;
  if (engine.state === 'unknown' || bootConfiguration.state === 'unknown') return null;
  const { backingFilesystem, storageDriver } = engine.value;
  if (backingFilesystem === null || storageDriver === 'devicemapper' || !known.test(backingFilesystem)) return null;
  const wanted = expectedMount(facts, path);
  const isForIt = wanted !== null && known.test(wanted.type) && path.startsWith(wanted.mountPoint);
  if (!isForIt) return null;
  const family = (type: string) => families[type] ?? type;
  const lines = bootConfiguration.value.fstab.filter((line) => line.mountPoint === wanted.mountPoint);
  return lines.every((line) => known.test(line.type) && family(line.type) !== family(backingFilesystem))
    ? backingFilesystem
    : null;
}

const wantedPoint = (facts: HostFacts, path: string): string => expectedMount(facts, path)?.mountPoint ?? path;

/** What the vendor whose data root lies there says of it; told by the path, because the rest of such a host may be unknown. */
const missingRootOf = (path: string) =>
  byRank.find(({ marks, advice }) => advice?.dataRootMissing && marks.dataRoot?.test(path))?.advice?.dataRootMissing ??
  null;

function whatToDo(facts: HostFacts, path: string): string {
  const vendorWords = missingRootOf(path);
  if (vendorWords !== null) return steps(...vendorWords.whatToDo);
  return steps(
    'Stop Docker (`systemctl stop docker docker.socket`). Delete nothing that looks unused, in Docker or in containerd.',
    `Mount it: \`mount ${commandPath(wantedPoint(facts, path))}\`. An error names the cause: a UUID in /etc/fstab that \`blkid\` does not show, two lines for one mount point, a missing disk.`,
    'Check that the old content is there, then start Docker.',
  );
}

export default defineCheck({
  id: 'data-root-mount-missing',
  title: 'The data root’s filesystem is not mounted',
  why: 'If the filesystem that should hold the data root is not mounted, Docker starts on the empty directory below: no images, no containers, and compose creates everything new and empty. After the mount is back, what was written meanwhile is hidden below it. To prevent it, add `RequiresMountsFor=` to the Docker service (check data-root-mount-unguarded).',
  needs: [],
  run(_, { facts }) {
    const path = dataRootPath(facts);
    if (path === null) return { unknown: 'The path of the data root is unknown.', missing: ['engine'] };
    const table = mountTable(facts);
    const byEngine = otherFilesystem(facts, path);
    if (table === null && byEngine === null) {
      const { mounts } = facts.sections;
      return {
        unknown: `The mount table could not be read: ${mounts.state === 'unknown' ? mounts.detail : ''}`,
        missing: ['mounts'],
      };
    }
    const mounts = table ?? [];
    const mount = mountOf(mounts, path);
    const finding = (title: string, expected: string) => [
      {
        severity: 'critical' as const,
        subject: dataRootSubject(facts),
        title,
        detail: paragraphs(
          'Your images, containers and volumes are not lost: they are on the filesystem that is not mounted. Docker shows a new, empty data root now.',
          whatToDo(facts, path),
          'If a disk, pool or array is missing or damaged, do not force it: no new array, no `mkfs`, no repair without a copy.',
        ),
        evidence: evidence(
          'findmnt',
          [...mountColumns, 'Expected'],
          [[...(mount ? mountCells(mount) : ['none', '', '', '']), expected]],
        ),
        remedies: [],
      },
    ];
    const instead = missingRootOf(path)?.instead;
    if (instead?.source.test(mount?.source ?? '')) return finding(instead.title, instead.wanted);
    const expected = expectedMount(facts, path);
    if (expected !== null && byEngine !== null && table === null) {
      return finding(
        `${shortPath(expected.mountPoint, 26)} is not mounted: Docker is on ${byEngine} instead`,
        expected.line,
      );
    }
    if (expected === null) {
      return facts.sections.bootConfiguration.state === 'unknown'
        ? { unknown: '/etc/fstab could not be read.', missing: ['bootConfiguration'] }
        : [];
    }
    // A table without the root filesystem is incomplete: a missing line proves nothing.
    if (!mounts.some((candidate) => candidate.mountPoint === '/')) {
      return { unknown: 'The mount table is incomplete: it does not show /.', missing: ['mounts'] };
    }
    const isThere = mounts.some((candidate) => candidate.mountPoint === expected.mountPoint);
    if (isThere) return [];
    return finding(
      `${shortPath(expected.mountPoint, 24)} is not mounted: Docker runs on the disk below`,
      expected.line,
    );
  },
});
