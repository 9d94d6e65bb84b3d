import { formatBytes } from '../domain/bytes.ts';
import type { FindingDraft, Severity } from '../domain/finding.ts';
import type { LoopDevice } from '../domain/health-facts.ts';
import { evidence } from './evidence.ts';

/** Loop devices of snaps, AppImages and installers are read-only images: not Bilge's subject. */
export function isDataLoop(loop: LoopDevice): boolean {
  if (loop.isReadOnly === true) return false;
  if (/\.snap(?: \(deleted\))?$|\/snapd\/|\.squashfs$|\.iso$/i.test(loop.backingFile)) return false;
  return !loop.mountPoints.some((point) => point.startsWith('/snap/'));
}

/** Each file once: a file that is attached twice (its own finding) would give two findings about one subject. The mounted device counts. */
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
          loop.mountPoints.join(' ') || 'not mounted',
          size(loop.apparentBytes),
          size(loop.allocatedBytes),
          size(loop.backing?.freeBytes ?? null),
        ],
      ],
    ),
    remedies: finding.remedies ?? [],
  };
}
