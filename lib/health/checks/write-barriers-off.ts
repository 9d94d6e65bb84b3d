import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { mountCells, mountColumns } from '../mounts.ts';
import { nameList, paragraphs, shortPath, steps } from '../text.ts';

/** Options of mountinfo and of fstab; /proc shows `barrier=0` as `nobarrier`. */
function dangerousOptions(options: readonly string[]): string[] {
  return options.filter((option) => /^(?:nobarrier|barrier=(?:0|none)|errors=continue)$/.test(option));
}

export default defineCheck({
  id: 'write-barriers-off',
  title: 'A filesystem mounted without write barriers',
  why: 'Without barriers the disk may write the journal after the data it protects. A power cut or crash then damages the whole filesystem, not only the last files. `errors=continue` makes the kernel continue to write after it found damage. A UPS makes this less likely, not safe: a kernel crash has the same effect. For a filesystem image the loop device passes barriers on, so turning them off gains little.',
  needs: [],
  run(_, { facts }) {
    const { mounts, bootConfiguration } = facts.sections;
    const typed = matchingLines(facts, /\bmount\s.*-o\s?\S*\b(?:nobarrier|barrier=0)\b/);
    if (mounts.state === 'unknown' && bootConfiguration.state === 'unknown' && typed.length === 0) {
      return { unknown: `The mount table could not be read: ${mounts.detail}`, missing: ['mounts'] };
    }
    const seen = new Map<string, string[]>();
    if (mounts.state === 'known') {
      for (const mount of mounts.value) {
        if (!/^(?:ext[234]|xfs|btrfs|reiserfs|f2fs)$/.test(mount.type)) continue;
        const options = dangerousOptions([...mount.options, ...mount.superOptions]);
        if (options.length > 0 && !seen.has(mount.source)) seen.set(mount.source, mountCells(mount));
      }
    }
    if (bootConfiguration.state === 'known') {
      for (const line of bootConfiguration.value.fstab) {
        if (dangerousOptions(line.options).length > 0 && !seen.has(line.source)) {
          seen.set(line.source, [line.mountPoint, line.source, line.type, line.options.join(',')]);
        }
      }
    }
    const advice = steps(
      'If the kernel’s log shows errors of this filesystem, back it up and check it unmounted first.',
      'Remove the option from /etc/fstab or from the script that mounts it. It takes effect at the next mount.',
      'For speed use `noatime,commit=60` instead: a power cut then loses at most the last minute of writes.',
    );
    if (seen.size === 0 && typed.length > 0) {
      return [
        {
          severity: 'warning',
          subject: { kind: 'filesystem', id: 'mount-command', label: 'a filesystem mounted by hand' },
          title: 'A filesystem is mounted without write barriers',
          detail: paragraphs('A power cut or crash can destroy this filesystem, including its journal.', advice),
          evidence: logEvidence(typed),
          remedies: [],
        },
      ];
    }
    return [...seen].map(([source, row]) => ({
      severity: 'warning' as const,
      subject: { kind: 'filesystem' as const, id: source, label: row[0] ?? source },
      title: `${shortPath(row[0] ?? '', 28)} is mounted with ${nameList([...new Set(dangerousOptions((row[3] ?? '').split(',')))], 1)}`,
      detail: paragraphs('A power cut or crash can destroy this filesystem, including its journal.', advice),
      evidence: evidence('findmnt', mountColumns, [row]),
      remedies: [],
    }));
  },
});
