import type { Severity } from '../../domain/finding.ts';
import { counted } from '../../domain/format.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import { ownDataRootOf } from '../../platforms/detect-platform.ts';
import { defineCheck } from '../define-check.ts';
import { type DiskErrors, type DiskFault, diskErrors } from '../disk-errors.ts';
import { type KernelLine, kernelLines, logEvidence, matchingLines } from '../log-lines.ts';
import { dataRootPath, dataRootSubject } from '../subjects.ts';
import { paragraphs, steps } from '../text.ts';

const day = 86_400;
/** A log of months shows disks that were repaired since. */
const forgottenAfterSeconds = 7 * day;

export default defineCheck({
  id: 'disk-io-errors',
  title: 'A disk returns errors',
  why: 'When the kernel cannot read or write a disk, its data is damaged or will be soon: filesystems go read-only, arrays drop the disk, databases break. Often the cause is the cable, the power supply or a USB enclosure, and cheap to repair; sometimes the disk is dying. Fix this before anything else on the host.',
  needs: [],
  run(_, { facts }) {
    const { kernelLog } = facts.sections;
    const refused = dockerReadsFail(facts);
    const found = diskErrors(kernelLines(facts).filter(isRecent)).filter(
      (one) => isStillHere(facts, one.disk) && !isOfThinPool(facts, one.disk),
    );
    if (found.length === 0 && refused.length === 0) {
      return kernelLog.state === 'known'
        ? []
        : { unknown: `The kernel’s log could not be read: ${kernelLog.detail}`, missing: ['kernelLog'] };
    }
    if (found.length === 0) {
      return [
        {
          severity: 'critical' as const,
          subject: { ...dataRootSubject(facts), kind: 'device' as const, id: 'log' },
          title: 'Docker gets I/O errors in its data root',
          detail: paragraphs(
            'Docker’s files cannot be read: the disk, network share or FUSE mount below them fails.',
            steps(
              'Check your backup, and write as little as possible.',
              'Find out which disk it is and what the kernel says: `findmnt -T /var/lib/docker` and `dmesg | grep -iE "error|reset|offline"`.',
              'Check cable and power, then the disk: `smartctl -a /dev/DISK`.',
            ),
          ),
          evidence: logEvidence(refused),
          remedies: [],
        },
      ];
    }
    return found.map((one) => ({
      severity: severityOf(one),
      subject: { kind: 'device' as const, id: one.disk, label: nameOf(one.disk) },
      title: titleOf(one),
      detail: paragraphs(
        one.hasFailed
          ? 'Reads or writes failed: files on it may be damaged, and its filesystem may go read-only.'
          : 'Nothing failed permanently yet: the kernel retried.',
        whatItLooksLike[one.fault],
        adviceFor(one),
      ),
      evidence: logEvidence(one.lines.map(({ text }) => text)),
      remedies: [],
    }));
  },
});

const nameOf = (disk: string): string => (/^(?:SCSI |ata)/.test(disk) ? disk : `/dev/${disk}`);

function titleOf({ disk, fault, lines }: DiskErrors<KernelLine>): string {
  const name = nameOf(disk);
  const lineCount = counted(lines.length, 'line');
  if (fault === 'gone') return `${name} disconnected while in use (${lineCount} in the log)`;
  if (fault === 'medium') return `${name} has unreadable sectors (${lineCount} in the log)`;
  return `${name} returns I/O errors (${lineCount} in the log)`;
}

const whatItLooksLike: Record<DiskFault, string | null> = {
  gone: 'The disk stopped responding. With USB disks the cause is nearly always power, cable or the enclosure.',
  medium: 'The disk itself reports that sectors cannot be read. That rarely improves.',
  link: 'The connection looks faulty: timeouts or checksum errors between disk and controller.',
  unknown: null,
};

function adviceFor({ disk, fault }: DiskErrors<KernelLine>): string {
  const name = nameOf(disk).startsWith('/') ? nameOf(disk) : '/dev/DISK';
  const backup = 'Copy what you cannot lose to another disk, and write as little as possible until this is fixed.';
  if (fault === 'medium')
    return steps(
      backup,
      `Check how bad it is: \`smartctl -a ${name}\` (pending and reallocated sectors).`,
      'Replace the disk. Restore unreadable files from a backup.',
    );
  if (fault === 'gone') {
    return steps(
      'Stop what uses the disk (containers, shares).',
      'Reseat or replace its cable, power supply, USB port or enclosure.',
      `When it responds again: copy what you cannot lose to another disk, run \`smartctl -a ${name}\`, and check its filesystem before Docker uses it.`,
    );
  }
  return steps(
    backup,
    fault === 'link'
      ? 'Stop what uses the disk, then reseat or replace its cable, power supply, USB port or enclosure.'
      : 'Check cable and power of the disk.',
    `Check the disk: \`smartctl -a ${name}\`. Check its filesystem before Docker uses it again.`,
  );
}

function severityOf({ hasFailed, lines }: DiskErrors<KernelLine>): Severity {
  const isToday = lines.some(({ secondsAgo }) => secondsAgo === null || secondsAgo < day);
  return hasFailed && isToday ? 'critical' : 'warning';
}

const isRecent = ({ secondsAgo }: KernelLine): boolean => secondsAgo === null || secondsAgo < forgottenAfterSeconds;

/** A removed USB stick leaves errors in the log; it only matters while something is still mounted from it. */
function isStillHere(facts: HostFacts, disk: string): boolean {
  const { kernelLog, mounts } = facts.sections;
  if (kernelLog.state === 'unknown' || /^(?:SCSI |ata)/.test(disk)) return true;
  if (kernelLog.value.devices.includes(disk)) return true;
  return mounts.state === 'known' && mounts.value.some(({ source }) => source.startsWith(`/dev/${disk}`));
}

/** A full or failed thin pool returns I/O errors too: thin-pool-failed reports it. */
function isOfThinPool(facts: HostFacts, disk: string): boolean {
  if (!/^dm-/.test(disk)) return false;
  const { thinPools } = facts.sections;
  const hasFailed = thinPools.state === 'known' && thinPools.value.some((pool) => /^.{8}[DFM]/.test(pool.attributes));
  return hasFailed || kernelLines(facts).some(({ text }) => /device-mapper: thin: /.test(text));
}

/** `read /var/lib/docker/overlay2/…: input/output error`: dockerd's, containerd's or a shell's own words. */
function dockerReadsFail(facts: HostFacts): string[] {
  const root = dataRootPath(facts);
  const places = ['/var/lib/docker', '/var/lib/containerd', ...(root === null || root === '/' ? [] : [root])];
  return matchingLines(facts, /input\/output error/i).filter((line) =>
    [...line.matchAll(/\/[^\s:"'\\]{1,500}/g)].some(
      ([path]) =>
        ![null, path].includes(ownDataRootOf(path)) ||
        places.some((place) => path === place || path.startsWith(`${place}/`)),
    ),
  );
}
