import type { MountEntry } from '../../domain/storage-facts.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { dataRootMount, mountCells, mountColumns } from '../mounts.ts';
import { paragraphs } from '../text.ts';

const writable = /^(?:ext[234]|xfs|btrfs|f2fs|jfs|reiserfs|bcachefs)$/;
const kernelSays =
  /forced readonly|remounting filesystem read-only|ext4-fs error|journal has aborted|detected aborted journal|xfs .*(?:shutting down filesystem|filesystem has been shut down)|(?:\/var\/lib\/docker|\/volume\d+\/@docker)\S*: read-only file system/i;

export default defineCheck({
  id: 'filesystem-read-only',
  title: 'A filesystem went read-only',
  why: 'ext4, xfs and btrfs stop writing when they find damage or the disk fails. The mount still looks “rw” in some places. Docker and everything on it fails from then on; writing more could make the damage worse, so the kernel is right to stop.',
  needs: [],
  run(_, { facts }) {
    const { mounts, bootConfiguration } = facts.sections;
    const lines = matchingLines(facts, kernelSays);
    if (mounts.state === 'unknown' && lines.length === 0) {
      return { unknown: `The mount table was not read: ${mounts.detail}`, missing: ['mounts'] };
    }
    const dataRoot = dataRootMount(facts);
    const wanted = bootConfiguration.state === 'known' ? bootConfiguration.value.fstab : [];
    const isStopped = (mount: MountEntry): boolean => {
      if (!writable.test(mount.type)) return false;
      const superOptions = mount.superOptions;
      if (superOptions.includes('emergency_ro') || superOptions.includes('shutdown')) return true;
      const isReadOnly = superOptions.includes('ro') || mount.options.includes('ro');
      if (!isReadOnly) return false;
      // rw for the mount but ro below: the filesystem aborted.
      if (superOptions.includes('ro') && mount.options.includes('rw')) return true;
      if (mount === dataRoot) return true;
      const line = wanted.find((entry) => entry.mountPoint === mount.mountPoint);
      return line !== undefined && !line.options.includes('ro');
    };
    const stopped = mounts.state === 'known' ? mounts.value.filter(isStopped) : [];
    const unique = [...new Map(stopped.map((mount) => [`${mount.device}|${mount.source}`, mount])).values()];
    const advice =
      'What to do: do not force it writable. Look at the kernel’s log first (`dmesg | tail -50`): an I/O error means the disk or cable, an ext4 or btrfs error means damage. Copy off what you need while it still reads, then check the disk (SMART) and repair with the filesystem unmounted: `e2fsck -f`, `xfs_repair`; on btrfs scrub and device stats first, never `btrfs check --repair` without advice.';
    if (unique.length === 0 && lines.length > 0) {
      return [
        {
          severity: 'critical',
          subject: { kind: 'filesystem', id: 'log', label: 'filesystem' },
          title: 'The kernel reports a filesystem that stopped writing',
          detail: paragraphs('Writes fail from here on; reads usually still work.', advice),
          evidence: logEvidence(lines),
          remedies: [],
        },
      ];
    }
    return unique.map((mount) => ({
      severity: 'critical' as const,
      subject: { kind: 'filesystem' as const, id: mount.mountPoint, label: mount.mountPoint },
      title: `${mount.mountPoint} is read-only`,
      detail: paragraphs(
        mount === dataRoot
          ? 'Docker’s data root is on it: no container can write to its layer or volumes there, and the daemon cannot start again.'
          : 'Writes to it fail; reads usually still work.',
        advice,
      ),
      evidence: lines.length > 0 ? logEvidence(lines) : evidence('findmnt', mountColumns, [mountCells(mount)]),
      remedies: [],
    }));
  },
});
