import { formatBytes } from '../domain/bytes.ts';
import type { FindingDraft, Severity } from '../domain/finding.ts';
import type { LoopDevice } from '../domain/health-facts.ts';
import { evidence } from './evidence.ts';

/** Loop devices of snaps, AppImages and installers are read-only images of others: none of our business. */
export function isDataLoop(loop: LoopDevice): boolean {
  if (loop.isReadOnly === true) return false;
  if (/\.snap(?: \(deleted\))?$|\/snapd\/|\.squashfs$|\.iso$/i.test(loop.backingFile)) return false;
  return !loop.mountPoints.some((point) => point.startsWith('/snap/'));
}

/**
 * Each file once: one that is attached twice (a finding of its own) would make two findings about one subject. The mounted
 * device speaks for the file.
 */
export function dataLoops(loops: readonly LoopDevice[]): LoopDevice[] {
  const byFile = new Map<string, LoopDevice>();
  for (const loop of loops.filter(isDataLoop)) {
    const known = byFile.get(loop.backingFile);
    if (known === undefined || (known.mountPoints.length === 0 && loop.mountPoints.length > 0)) {
      byFile.set(loop.backingFile, loop);
    }
  }
  return [...byFile.values()];
}

export function loopFinding(
  loop: LoopDevice,
  finding: { severity: Severity; title: string; detail: string; remedies?: FindingDraft['remedies'] },
): FindingDraft {
  const size = (bytes: number | null) => (bytes === null ? 'unknown' : formatBytes(bytes));
  return {
    severity: finding.severity,
    subject: { kind: 'device', id: loop.backingFile, label: loop.backingFile },
    title: finding.title,
    detail: finding.detail,
    evidence: evidence(
      'losetup -l; stat',
      ['Device', 'Backing file', 'Mounted on', 'Size', 'Allocated', 'Free on its disk'],
      [
        [
          loop.device,
          loop.backingFile + (loop.isDeleted ? ' (deleted)' : ''),
          loop.mountPoints.join(' ') || 'nowhere',
          size(loop.apparentBytes),
          size(loop.allocatedBytes),
          size(loop.backing?.freeBytes ?? null),
        ],
      ],
    ),
    remedies: finding.remedies ?? [],
  };
}
