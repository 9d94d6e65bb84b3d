import { formatBytes } from '../../domain/bytes.ts';
import { holdsDataRoot } from '../../domain/data-root-filesystem.ts';
import type { FindingDraft } from '../../domain/finding.ts';
import { formatPercent } from '../../domain/format.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { fullPercent } from '../../domain/space.ts';
import type { FilesystemUsage } from '../../domain/storage-facts.ts';
import { imageBelowDocker, suggestedTargets } from '../../facts/views/migration/setup.ts';
import { defineCheck } from '../define-check.ts';
import { desktopVm } from '../desktop-vm.ts';
import { evidence } from '../evidence.ts';
import { gradedSeverity, worse } from '../graded-severity.ts';
import { largestShown } from '../largest-shown.ts';
import { matchingLines } from '../log-lines.ts';
import { brokenMountWords, emptyPartitionWords } from '../other-places.ts';
import { advice, pastedFacts } from '../pasted.ts';
import { dataRootPath, filesystemSubject } from '../subjects.ts';
import { commandPath, paragraphs, shortPath, steps } from '../text.ts';

const id = 'data-root-nearly-full';
const gib = 2 ** 30;
/** Small test and appliance disks would always be below 5 GiB; for them the percentage alone decides. */
const smallDiskBytes = 10 * gib;

export default defineCheck({
  id,
  title: 'Docker’s disk is nearly full',
  why: 'When Docker’s filesystem is full, containers fail to write, databases in volumes can be damaged, and the daemon may not start again. On btrfs even deleting can fail then.',
  needs: ['filesystems'],
  run({ filesystems }, context) {
    const { facts } = context;
    const ours = filesystems.filter((filesystem) =>
      filesystem.roles.some((role) => role === 'data-root' || role === 'containerd-root' || role === 'volumes'),
    );
    if (ours.length === 0) {
      return { unknown: 'Could not determine which filesystem holds Docker’s data.', missing: ['engine'] };
    }
    return ours.flatMap((filesystem) => {
      const subject = filesystemSubject(filesystem);
      const { usedBytes, freeBytes, totalBytes } = filesystem;
      const filled = fullPercent(filesystem);
      const byPercent = gradedSeverity({
        context,
        checkId: id,
        subject,
        value: filled,
        grades: { warning: 80, critical: 90, recoverBy: 2 },
      });
      const byBytes =
        totalBytes < smallDiskBytes
          ? null
          : gradedSeverity({
              context,
              checkId: id,
              subject,
              value: freeBytes,
              grades: { critical: 5 * gib - 1, recoverBy: gib, falling: true },
            });
      const graded = worse(byPercent, byBytes);
      if (graded === null) return [];
      const isOutOfSpace = hasRunOut(facts, filesystem);
      return [
        {
          severity: isOutOfSpace ? ('critical' as const) : graded,
          subject,
          title:
            byPercent === graded
              ? `${placeOf(filesystem)} is ${formatPercent(filled)} full: ${formatBytes(freeBytes)} free`
              : `${placeOf(filesystem)} has only ${formatBytes(freeBytes)} free (${formatPercent(filled)} full)`,
          detail: paragraphs(
            whyItMatters(facts, filesystem, isOutOfSpace),
            emptyPartitionWords(facts, filesystem),
            brokenMountWords(facts),
            largestShown(facts),
            whatToDo(facts),
            filesystem.type === 'btrfs'
              ? 'On btrfs do not wait for the last gigabyte: when metadata cannot grow, deleting fails too. Freed space shows up half a minute later.'
              : null,
          ),
          evidence: evidence(
            'df -T',
            ['Filesystem', 'Type', 'Size', 'Used', 'Available', 'Use%', 'Mounted on'],
            [
              [
                filesystem.source,
                filesystem.type,
                formatBytes(totalBytes),
                formatBytes(usedBytes),
                formatBytes(freeBytes),
                formatPercent(filled),
                filesystem.mountPoint,
              ],
            ],
          ),
          remedies: [
            { actionId: 'prune-build-cache', params: {} },
            { actionId: 'prune-images', params: {} },
            ...largerImage(facts, filesystem),
            ...suggestedTargets(facts)
              .filter(() => holdsDataRoot(filesystem))
              .slice(0, 1)
              .map(({ path }) => ({ actionId: 'move-data-root', params: { target: path } })),
          ],
        },
      ];
    });
  },
});

/** Docker's own bind into a container shows the host's disk under the name of one file. */
function placeOf({ mountPoint, source }: FilesystemUsage): string {
  return /^\/etc\/(?:hosts|hostname|resolv\.conf)$/.test(mountPoint)
    ? `The host’s disk ${shortPath(source, 24)}`
    : shortPath(mountPoint);
}

/** The paste shows the error itself, and inodes are not the cause. */
function hasRunOut(facts: HostFacts, { inodesTotal, inodesUsed }: FilesystemUsage): boolean {
  if (pastedFacts(facts) === null) return false;
  if (inodesTotal !== null && inodesUsed !== null && inodesTotal > 0 && inodesUsed >= inodesTotal * 0.99) return false;
  const root = dataRootPath(facts);
  return matchingLines(facts, /no space left on device/i).some(
    (line) =>
      /docker|containerd|failed to register layer|\/(?:overlay2|aufs|btrfs|vfs|devicemapper)\//i.test(line) ||
      (root !== null && line.includes(`${root}/`)),
  );
}

function whyItMatters(facts: HostFacts, filesystem: FilesystemUsage, isOutOfSpace: boolean): string {
  const roles = filesystem.roles.filter((role) => role !== 'system' && role !== 'loop-backing');
  const names = roles.map((role) => role.replace('-root', ' root')).join(' and ');
  const root = dataRootPath(facts);
  const isAssumed = pastedFacts(facts)?.isDataRootAssumed === true;
  const place = isAssumed
    ? `Docker’s data root is on it, if it is in its usual place (${root ?? '/var/lib/docker'}).`
    : `It holds Docker’s ${names}${root !== null && pastedFacts(facts) !== null ? ` (${root})` : ''}.`;
  return isOutOfSpace
    ? `${place} Docker already fails to write: “no space left on device”.`
    : `${place} At 100% containers fail to write and the daemon may not start again.`;
}

function whatToDo(facts: HostFacts): string {
  const root = dataRootPath(facts) ?? '/var/lib/docker';
  const vm = desktopVm(facts);
  const grow = vm ? `Give the virtual machine of ${vm.product} more space: ${vm.grow}.` : null;
  return advice(facts, {
    live: steps(
      'Remove what is not needed: leaked layers, build cache, then unused images. Volumes and bind mounts hold your data.',
      'See in the ledger where the rest of the space went.',
      grow ?? 'If your own data grows, enlarge the filesystem or move data to a bigger disk.',
    ),
    pasted: steps(
      vm
        ? `Check what takes the space: \`docker system df -v\`; inside the machine \`${vm.look}\`.`
        : `Check what takes the space: \`docker system df -v\`, \`sudo du -xhd1 ${commandPath(root)}\`, \`sudo find ${commandPath(`${root}/containers`)} -name '*.log' -size +100M -ls\`, and \`sudo lsof +L1\` for deleted files that are still open.`,
      'Free what can be rebuilt: `docker builder prune`, then `docker image prune` (not while containers are missing from `docker ps -a`). Volumes hold your data: check them before any `docker volume prune`.',
      grow ?? 'If your own data grows, enlarge the filesystem or move data to a bigger disk.',
    ),
  });
}

/** Where Docker lies in an image file whose disk has room: half as large again, or what the disk can give. */
function largerImage(facts: HostFacts, filesystem: FilesystemUsage): FindingDraft['remedies'] {
  const below = imageBelowDocker(facts);
  if (!holdsDataRoot(filesystem) || below.state === 'unknown' || below.value === null) return [];
  const { apparentBytes, backing } = below.value.loop;
  if (apparentBytes === null || backing === null) return [];
  const size = Math.floor(Math.min(apparentBytes * 1.5, apparentBytes + backing.freeBytes / 2) / gib);
  return size * gib > apparentBytes ? [{ actionId: 'grow-loopback', params: { size: `${size}G` } }] : [];
}
