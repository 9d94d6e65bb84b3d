import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { logEvidence, matchingLines } from '../log-lines.ts';
import { mountCells, mountColumns } from '../mounts.ts';
import { nameList, paragraphs } from '../text.ts';

/** Options of mountinfo and of fstab; /proc shows `barrier=0` as `nobarrier`. */
function dangerousOptions(options: readonly string[]): string[] {
  return options.filter((option) => /^(?:nobarrier|barrier=(?:0|none)|errors=continue)$/.test(option));
}

export default defineCheck({
  id: 'write-barriers-off',
  title: 'A filesystem mounted without write barriers',
  why: 'Without barriers the disk may write the journal after what it protects. A power cut or crash then damages the filesystem as a whole, not only the last files. `errors=continue` makes the kernel go on writing after it has found damage.',
  needs: [],
  run(_, { facts }) {
    const { mounts, bootConfiguration } = facts.sections;
    const typed = matchingLines(facts, /\bmount\s.*-o\s?\S*\b(?:nobarrier|barrier=0)\b/);
    if (mounts.state === 'unknown' && bootConfiguration.state === 'unknown' && typed.length === 0) {
      return { unknown: `The mount table was not read: ${mounts.detail}`, missing: ['mounts'] };
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
    const advice =
      'What to do: remove the option from /etc/fstab (or from the script that mounts it) and remount. `noatime,commit=60` gives most of the speed; a power cut then costs the last minute of writes, not the filesystem. If the kernel’s log shows errors of it already, back up and check it unmounted first.';
    if (seen.size === 0 && typed.length > 0) {
      return [
        {
          severity: 'warning',
          subject: { kind: 'filesystem', id: 'mount-command', label: 'a filesystem mounted by hand' },
          title: 'A filesystem is mounted without write barriers',
          detail: paragraphs(
            'A power cut can destroy this filesystem, journal included. For a filesystem in a file the loop device passes barriers on, so switching them off gains little and risks everything.',
            advice,
          ),
          evidence: logEvidence(typed),
          remedies: [],
        },
      ];
    }
    return [...seen].map(([source, row]) => ({
      severity: 'warning' as const,
      subject: { kind: 'filesystem' as const, id: source, label: row[0] ?? source },
      title: `${row[0]} is mounted with ${nameList([...new Set(dangerousOptions((row[3] ?? '').split(',')))])}`,
      detail: paragraphs(
        'A power cut can destroy this filesystem, journal included. An UPS makes it less likely, not safe: a kernel crash does the same.',
        advice,
      ),
      evidence: evidence('findmnt', mountColumns, [row]),
      remedies: [],
    }));
  },
});
