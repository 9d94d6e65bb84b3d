import type { FindingDraft } from '../../domain/finding.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { MountEntry } from '../../domain/storage-facts.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { type FilesystemStop, filesystemStops } from '../filesystem-stops.ts';
import { kernelLines, logEvidence } from '../log-lines.ts';
import { dataRootMount, mountCells, mountColumns } from '../mounts.ts';
import { dockerdWriteRefused } from '../refused-writes.ts';
import { dataRootSubject } from '../subjects.ts';
import { paragraphs, shortPath, steps } from '../text.ts';

const writable = /^(?:ext[234]|xfs|btrfs|f2fs|jfs|reiserfs|bcachefs)$/;

export default defineCheck({
  id: 'filesystem-read-only',
  title: 'A filesystem went read-only',
  why: 'ext4, xfs and btrfs stop writing when they find damage or the disk fails; btrfs also when it has no room for its metadata. Some tools still show the mount as “rw”. Docker and everything on that filesystem fails from then on. The kernel’s log shows the cause, and the cause decides what to do: error -28 of btrfs needs free space, not a repair.',
  needs: [],
  run(_, { facts }) {
    const { mounts, kernelLog } = facts.sections;
    const lines = kernelLines(facts).map(({ text }) => text);
    const stops = filesystemStops(lines);
    const refused = dockerdWriteRefused(facts);
    if (mounts.state === 'unknown' && stops.length === 0 && refused.length === 0) {
      return { unknown: `The mount table could not be read: ${mounts.detail}`, missing: ['mounts'] };
    }
    const stopped = mounts.state === 'known' ? stoppedMounts(facts, mounts.value) : [];
    if (stopped.length > 0) return stopped.map((mount) => ofMount(facts, mount, stops));
    // A scan sees the current mounts: log lines about a filesystem that is writable again are history.
    const isOver = mounts.state === 'known' && kernelLog.state === 'known';
    if (stops.length > 0 && !isOver) return stops.map((stop) => ofLog(stop, stops.length === 1));
    return refused.length > 0 ? [ofDocker(facts, refused)] : [];
  },
});

function stoppedMounts(facts: HostFacts, mounts: readonly MountEntry[]): MountEntry[] {
  const { bootConfiguration } = facts.sections;
  const dataRoot = dataRootMount(facts);
  const wanted = bootConfiguration.state === 'known' ? bootConfiguration.value.fstab : [];
  const isStopped = (mount: MountEntry): boolean => {
    if (!writable.test(mount.type)) return false;
    const superOptions = mount.superOptions;
    if (superOptions.includes('emergency_ro') || superOptions.includes('shutdown')) return true;
    const isReadOnly = superOptions.includes('ro') || mount.options.includes('ro');
    if (!isReadOnly) return false;
    // The mount is rw but the filesystem ro: it aborted.
    if (superOptions.includes('ro') && mount.options.includes('rw')) return true;
    if (mount === dataRoot) return true;
    const line = wanted.find((entry) => entry.mountPoint === mount.mountPoint);
    return line !== undefined && !line.options.includes('ro');
  };
  const stopped = mounts.filter(isStopped);
  return [...new Map(stopped.map((mount) => [`${mount.device}|${mount.source}`, mount])).values()];
}

function ofMount(facts: HostFacts, mount: MountEntry, stops: readonly FilesystemStop[]): FindingDraft {
  const stop = stopOf(mount, stops);
  return {
    severity: 'critical',
    subject: { kind: 'filesystem', id: mount.mountPoint, label: mount.mountPoint },
    title:
      stop?.cause === 'no-room'
        ? `${shortPath(mount.mountPoint, 26)} is read-only: btrfs has no room for metadata`
        : `${shortPath(mount.mountPoint, 54)} is read-only`,
    detail: paragraphs(
      mount === dataRootMount(facts)
        ? 'Docker’s data root is on it: containers cannot write, and the daemon cannot start again.'
        : 'Writes to it fail; reads usually still work.',
      stop?.cause === 'no-room' ? roomIsTheCause : null,
      adviceFor(stop ?? { filesystem: kindOf(mount.type), cause: 'unknown' }),
    ),
    evidence: stop ? logEvidence(stop.lines) : evidence('findmnt', mountColumns, [mountCells(mount)]),
    remedies: [],
  };
}

/** The kernel names one device; a btrfs with several devices may be mounted by another one. */
function stopOf(mount: MountEntry, stops: readonly FilesystemStop[]): FilesystemStop | undefined {
  const name = mount.source.split('/').at(-1);
  const mapped = `dm-${mount.device.split(':')[1]}`;
  const sameKind = stops.filter((stop) => stop.filesystem === kindOf(mount.type));
  return (
    stops.find((stop) => stop.device !== null && (stop.device === name || stop.device === mapped)) ??
    (sameKind.length === 1 ? sameKind[0] : undefined)
  );
}

const kindOf = (type: string): FilesystemStop['filesystem'] =>
  type === 'btrfs' || type === 'xfs' ? type : /^ext/.test(type) ? 'ext' : 'other';

const words: Record<FilesystemStop['filesystem'], string> = {
  btrfs: 'btrfs',
  ext: 'ext4',
  xfs: 'XFS',
  other: 'The filesystem',
};

function ofLog(stop: FilesystemStop, isOnly: boolean): FindingDraft {
  const where = `${words[stop.filesystem]}${stop.device === null ? '' : ` on ${stop.device}`}`;
  const error = stop.error === null ? '' : ` (error ${stop.error})`;
  const title = {
    'no-room': `${where} went read-only: no room for metadata${error}`,
    'device-full': `${where} went read-only: its storage is full`,
    damage:
      stop.filesystem === 'btrfs'
        ? `${where} went read-only: damaged metadata${error}`
        : `${where} reports damage and stops writing`,
    disk: `${where} stopped writing: its disk returns errors`,
    unknown: `${where} stopped writing${error}`,
  }[stop.cause];
  return {
    severity: 'critical',
    subject: {
      kind: 'filesystem',
      id: isOnly || stop.device === null ? 'log' : `log:${stop.device}`,
      label: stop.device ?? 'filesystem',
    },
    title,
    detail: paragraphs(
      'Writes to it fail; reads usually still work.',
      stop.cause === 'no-room' ? roomIsTheCause : null,
      adviceFor(stop),
    ),
    evidence: logEvidence(stop.lines),
    remedies: [],
  };
}

const roomIsTheCause =
  'btrfs found no room for its metadata (error -28). This is no damage and no disk fault; df may still show gigabytes. If a device is missing or the log shows I/O errors, fix that first.';

function adviceFor({ filesystem, cause }: Pick<FilesystemStop, 'filesystem' | 'cause'>): string {
  if (cause === 'no-room') {
    return steps(
      'Copy what you cannot lose to another disk while it can still be read. Repair nothing.',
      'Unmount it and mount it with `-o skip_balance` (or reboot). Then immediately delete what frees most: old snapshots, then large files.',
      'If it goes read-only again: mount it, immediately run `btrfs device add /dev/EXTRA MOUNT` (a USB disk), then `btrfs balance start -dusage=10 MOUNT`, then `btrfs device remove /dev/EXTRA MOUNT`.',
    );
  }
  if (cause === 'device-full') {
    return steps(
      'Free space below it first: for an image file on the disk that holds the file (`df -h`), for a thin volume in its pool (`lvs`).',
      'Stop what uses it, unmount it and mount it again, or reboot. The last writes may be lost.',
      'When the disk is sound: check it (`btrfs scrub start -Br MOUNT`; ext4 and XFS unmounted with `e2fsck -f` or `xfs_repair`), then run `fstrim`. Not while the kernel’s log shows errors of another kind.',
    );
  }
  const look =
    'Check the kernel’s log (`dmesg | tail -50`) and the disk (`smartctl -a`). I/O errors mean disk, cable or power: fix that first.';
  if (filesystem === 'btrfs') {
    return steps(
      'Copy what you cannot lose to another disk while it can still be read. Do not force it writable, and never `btrfs check --repair`.',
      look,
      'When the disk is sound: `btrfs scrub start -Br MOUNT` (it only reads) names the damaged files. Restore those from a backup.',
    );
  }
  const repair = filesystem === 'xfs' ? '`xfs_repair`' : filesystem === 'ext' ? '`e2fsck -f`' : 'its own check tool';
  return steps(
    'Copy what you cannot lose to another disk while it can still be read. Do not force it writable.',
    look,
    `When the disk is sound: stop what uses it, unmount it, and run ${repair}.`,
  );
}

/** dockerd’s own write failed. The kernel’s log is not in the paste, so no cause is claimed. */
function ofDocker(facts: HostFacts, lines: readonly string[]): FindingDraft {
  return {
    severity: 'critical',
    subject: { kind: 'filesystem', id: 'log', label: dataRootSubject(facts).label },
    title: 'Docker cannot write to its data root: it is read-only',
    detail: paragraphs(
      'Docker cannot create or start containers. Either the filesystem stopped writing after an error, or it is mounted read-only on purpose.',
      steps(
        'Find out which of the two: `findmnt -T /var/lib/docker` and `dmesg | grep -iE "read-?only|error"`.',
        'After an error: copy what you need to another disk while it can still be read. Repair nothing before you know the cause from that log.',
        'Mounted read-only on purpose (a system image, a snap): give Docker a data root on a writable disk.',
      ),
    ),
    evidence: logEvidence(lines),
    remedies: [],
  };
}
