import { formatBytes } from '../../domain/bytes.ts';
import type { CheckContext, FindingDraft } from '../../domain/finding.ts';
import { formatPercent } from '../../domain/format.ts';
import {
  btrfsSubject,
  effectiveMetadataPercent,
  escapeLadder,
  isBtrfsReadOnly,
  settleReadOnlyFirst,
  unallocatedFor,
  usageEvidence,
} from '../btrfs-space.ts';
import { unlessOnBtrfs } from '../data-root-type.ts';
import { defineCheck } from '../define-check.ts';
import { filesystemStops } from '../filesystem-stops.ts';
import { kernelVersion } from '../kernel.ts';
import { kernelLines, logEvidence } from '../log-lines.ts';
import { paragraphs, steps } from '../text.ts';

export default defineCheck({
  id: 'btrfs-metadata-exhausted',
  title: 'btrfs has no room left for metadata',
  why: 'btrfs allocates its disk in chunks, separately for data and metadata. When everything is allocated and the metadata chunks are full, nothing can be created or even deleted (“no space left on device”), while df and “Free (estimated)” still show gigabytes. Snapshots of busy data are the usual cause.',
  needs: [],
  absent: unlessOnBtrfs('btrfsUsage'),
  run(_, context) {
    const { facts } = context;
    if (facts.sections.btrfsUsage.state === 'unknown') return byLog(context);
    const btrfsUsage = facts.sections.btrfsUsage.value;
    const kernel = kernelVersion(facts);
    const isReadOnly = isBtrfsReadOnly(facts);
    if (btrfsUsage.length === 0) return { notApplicable: 'Docker is not on btrfs.' };
    const findings = btrfsUsage.flatMap((usage) => {
      const metadata = effectiveMetadataPercent(usage);
      const room = unallocatedFor(usage, 'metadata', kernel);
      if (metadata === null || room === null || room >= 2 ** 30 || metadata < 80) return [];
      // A small filesystem has small chunks: 1 GiB would be most of it.
      if (usage.deviceSizeBytes < 16 * 2 ** 30 && room > usage.deviceSizeBytes / 20) return [];
      return [
        {
          severity: 'critical' as const,
          subject: btrfsSubject(usage),
          title: `btrfs metadata is ${formatPercent(metadata)} full and can grow by only ${formatBytes(room)}`,
          detail: paragraphs(
            'Writes and even deletions can fail with “no space left on device” at any moment, whatever df shows.',
            isReadOnly ? settleReadOnlyFirst : null,
            escapeLadder,
          ),
          evidence: usageEvidence(usage),
          remedies: isReadOnly ? [] : [{ actionId: 'btrfs-balance', params: {} }],
        },
      ];
    });
    // The kernel found no room although the figures look better: they do not include pinned or reserved space.
    const isTight = btrfsUsage.some((usage) => (unallocatedFor(usage, 'metadata', kernel) ?? 0) < 2 ** 30);
    if (findings.length === 0 && isTight && facts.sections.kernelLog.state === 'unknown') {
      const logged = byLog(context);
      if (Array.isArray(logged)) return logged;
    }
    if (
      findings.length === 0 &&
      btrfsUsage.every(
        (usage) => effectiveMetadataPercent(usage) === null || unallocatedFor(usage, 'metadata', kernel) === null,
      )
    ) {
      return {
        unknown: 'Metadata or unallocated space is unknown (btrfs filesystem usage).',
        missing: ['btrfsUsage'],
      };
    }
    return findings;
  },
});

/** fs/btrfs/space-info.c, printed when a transaction finds no room, and with the mount option enospc_debug. */
const noRoomForMetadata = /space_info METADATA .*?has (-?\d{1,20}) free, is full/;

/** Without figures, by the kernel's log: a transaction failed with -28, or metadata is full and cannot grow. */
function byLog({ facts }: CheckContext): FindingDraft[] | { unknown: string; missing: ['btrfsUsage'] } {
  const lines = kernelLines(facts).map(({ text }) => text);
  const stop = filesystemStops(lines).find((one) => one.filesystem === 'btrfs' && one.cause === 'no-room');
  const dump = lines.filter((line) => /space_info (?:METADATA|total=)|global_block_rsv/.test(line));
  const full = lines.filter((line) => noRoomForMetadata.test(line));
  if (stop === undefined && full.length === 0) {
    const { btrfsUsage } = facts.sections;
    const why = btrfsUsage.state === 'unknown' ? btrfsUsage.detail : '';
    return { unknown: `Metadata and unallocated space could not be read: ${why}`, missing: ['btrfsUsage'] };
  }
  const device = stop?.device ?? /\(device ([\w./+-]{1,80}?)(?::? state \w{1,10})?\)/.exec(full[0] ?? '')?.[1] ?? null;
  const label = device ?? 'btrfs';
  return [
    {
      severity: 'critical',
      subject: { kind: 'filesystem', id: `btrfs:${label}`, label },
      title: `btrfs${device === null ? '' : ` on ${device}`} has no room left for metadata${stop ? ' (error -28)' : ''}`,
      detail: paragraphs(
        'Nothing can be created or deleted any more, whatever df shows: all of the disk is allocated, and the metadata chunks are full.',
        stop ? settleReadOnlyFirst : null,
        'If a device is missing or the kernel’s log shows I/O errors: back up and repair that first.',
        steps(
          'Run `btrfs filesystem usage MOUNT` (it only reads). “Unallocated” shows what is left on each device.',
          'Delete snapshots that are neither your backup nor the base of the next one, one at a time.',
          '`btrfs balance start -dusage=5 MOUNT` returns half-empty data chunks. If it says “no space left”, add a disk temporarily.',
        ),
      ),
      evidence: logEvidence([
        ...(stop?.lines ?? full),
        ...dump.filter((line) => !stop?.lines.includes(line) && !full.includes(line)),
      ]),
      remedies: [],
    },
  ];
}
