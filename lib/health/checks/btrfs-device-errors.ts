import type { CheckContext, Severity } from '../../domain/finding.ts';
import { counted } from '../../domain/format.ts';
import type { BtrfsDeviceErrors } from '../../domain/health-facts.ts';
import { isBtrfsReadOnly } from '../btrfs-space.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { findingKey } from '../finding-key.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { paragraphs, steps } from '../text.ts';

const id = 'btrfs-device-errors';
const counters = ['write', 'read', 'flush', 'corruption', 'generation'] as const;
const kernelPattern =
  /btrfs.*(?:csum failed|checksum error|checksum verify failed|bdev \S+ errs: |parent transid verify failed|unable to fixup|corrupt (?:leaf|node)|bad tree block|bad key order|unable to read tree block|tree block corruption)/i;
const isWrongMetadata =
  /unable to fixup|parent transid verify failed|checksum verify failed|corrupt (?:leaf|node)|bad tree block|bad key order|tree block corruption/i;

export default defineCheck({
  id,
  title: 'btrfs device errors',
  why: 'btrfs verifies everything it reads. Write and read errors point to the disk or its cable. Corruption and generation errors mean that the device returned wrong data: a failing disk, bad memory, or a power cut with write barriers off. The counters stay until they are reset, so an old count can be history. A scrub repairs what has a second copy; on a dying disk its load can finish the disk, and with bad memory it repairs wrongly.',
  needs: [],
  absent: unlessOnBtrfs('btrfsHealth'),
  run(_, context) {
    const { btrfsHealth, btrfsUsage } = context.facts.sections;
    const lines = matchingLines(context.facts, kernelPattern).filter(
      (line) => !/errs: wr 0, rd 0, flush 0, corrupt 0, gen 0/.test(line),
    );
    if (btrfsHealth.state === 'unknown' && lines.length === 0) {
      return { unknown: `The device statistics could not be read: ${btrfsHealth.detail}`, missing: ['btrfsHealth'] };
    }
    const filesystems = btrfsHealth.state === 'known' ? btrfsHealth.value : [];
    const isSingle =
      btrfsUsage.state === 'known' &&
      btrfsUsage.value.some((usage) =>
        usage.chunks.some((chunk) => chunk.type === 'data' && /^(?:single|raid0)$/i.test(chunk.profile)),
      );
    const devices = filesystems.flatMap((filesystem) => filesystem.devices);
    if (devices.length === 0 && lines.length === 0) return { notApplicable: 'Docker is not on btrfs.' };
    if (devices.every((device) => device.errors === null) && lines.length === 0) {
      return {
        unknown: 'The error counters could not be read (btrfs device stats, as root).',
        missing: ['btrfsHealth'],
      };
    }
    const isReadOnly = isBtrfsReadOnly(context.facts);
    const advice = isReadOnly
      ? steps(
          'Copy what you cannot lose to another disk while it can still be read.',
          'Check the disk (`smartctl -a`) and its cable. Test the memory if several disks have corruption errors.',
          'When the disk is sound: `btrfs scrub start -Br MOUNT` names the damaged files. It only reads; repairs need a writable filesystem.',
        )
      : steps(
          'Check your backup.',
          'Check the disk (`smartctl -a`), then reseat or replace its cable. Test the memory if several disks have corruption errors.',
          'Replace a failing disk with `btrfs replace` (`-r` reads it only where there is no other copy). Scrub only sound disks, then reset the counters (`btrfs device stats -z`).',
        );
    const findings = devices.flatMap((device) => {
      const { errors } = device;
      if (errors === null || counters.every((name) => errors[name] === 0)) return [];
      const subject = { kind: 'device' as const, id: device.device, label: device.device };
      const wrongData = errors.corruption > 0 || errors.generation > 0;
      const severity: Severity =
        wrongData && (isSingle || isRising(context, device.device, errors)) ? 'critical' : 'warning';
      return [
        {
          severity,
          subject,
          title: wrongData
            ? `${device.device} returned wrong data (${counted(errors.corruption + errors.generation, 'error')})`
            : `btrfs counted ${counted(
                counters.reduce((sum, name) => sum + errors[name], 0),
                'error',
              )} on ${device.device}`,
          detail: paragraphs(
            wrongData
              ? isSingle
                ? 'The data has only one copy: damaged files cannot be repaired, only restored from a backup.'
                : 'Files may be damaged. btrfs can repair them from the second copy while that one is intact.'
              : 'The disk or its cable may be failing. The counters stay until they are reset, so this can also be old.',
            advice,
          ),
          evidence: evidence(
            'btrfs device stats',
            ['Device', 'Write', 'Read', 'Flush', 'Corruption', 'Generation'],
            [[device.device, ...counters.map((name) => String(errors[name]))]],
          ),
          remedies: isReadOnly ? [] : [{ actionId: 'btrfs-scrub', params: {} }],
        },
      ];
    });
    if (findings.length > 0 || lines.length === 0) return findings;
    return [
      {
        severity: isWrongMetadata.test(lines.join('\n')) ? 'critical' : 'warning',
        subject: { kind: 'device', id: 'log', label: 'btrfs' },
        title: 'The kernel reports btrfs checksum or device errors',
        detail: paragraphs('A disk returned wrong data or none: files may be damaged.', advice),
        evidence: logEvidence(lines),
        remedies: isReadOnly ? [] : [{ actionId: 'btrfs-scrub', params: {} }],
      },
    ];
  },
});

/** Against the counters in the last finding's evidence: the same row, by the same device. */
function isRising(context: CheckContext, device: string, now: BtrfsDeviceErrors): boolean {
  const before = context.past.previous[id];
  if (before?.status !== 'fail') return false;
  const key = findingKey(id, { kind: 'device', id: device, label: device });
  const row = before.findings.find((finding) => finding.key === key)?.evidence.rows[0];
  if (row === undefined) return false;
  return now.corruption > Number(row[4] ?? 0) || now.generation > Number(row[5] ?? 0);
}
