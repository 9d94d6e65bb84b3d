import type { StoreSurroundings } from '../../../domain/containerd-facts.ts';
import type { Parts } from '../records.ts';

/** Absent in scans that were captured before it was read. */
export function surroundings(parts: Parts): { surroundings?: StoreSurroundings } {
  const mountUnits = parts.optional('mountUnits');
  if (mountUnits === null) return {};
  const starts = parts.optional('starts');
  return {
    surroundings: {
      sockets: unique(linesOf(parts.optional('sockets'))),
      dockerStarts: starts === null ? null : startTimes(linesOf(starts)),
      // Where a specifier stands for a part of the path it is not known here.
      mountUnits: unique(linesOf(mountUnits).filter((path) => path.startsWith('/') && !path.includes('%'))),
      otherEngines: unique(linesOf(parts.optional('engines'))),
    },
  };
}

/**
 * Lines of `journalctl -o short-unix`: seconds, host, program, message. One that is anything else is a complaint: a journal that is cut off or
 * damaged. Times that do not rise mean that the clock was wrong, and then no time in it says what came after what.
 */
function startTimes(lines: readonly string[]): number[] | null {
  const times = lines.map((line) => /^(\d{6,11}\.\d+) \S+ systemd\[1\]: /.exec(line)?.[1]).map(Number);
  if (times.length === 0 || times.some((time) => !Number.isFinite(time))) return null;
  return times.every((time, index) => index === 0 || time >= (times[index - 1] ?? 0)) ? times : null;
}

function linesOf(bytes: Buffer | null): string[] {
  return (bytes?.toString('utf8') ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function unique(lines: readonly string[]): string[] {
  return [...new Set(lines)];
}
