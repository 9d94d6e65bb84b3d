import type { BtrfsDeviceErrors, BtrfsHealth, BtrfsScrub } from '../../../domain/health-facts.ts';
import { type PastedLine, pathArgument } from './pasted-line.ts';
import { numbersOf, type Recognized, runs } from './piece.ts';

export type PastedHealth = Pick<BtrfsHealth, 'mountPoint' | 'uuid'> & Partial<BtrfsHealth>;

const counter =
  /^\s*\[([^\]]{1,200})\]\.(write_io_errs|read_io_errs|flush_io_errs|corruption_errs|generation_errs)\s+(\d{1,18})\s*$/;
const names: Record<string, keyof BtrfsDeviceErrors> = {
  write_io_errs: 'write',
  read_io_errs: 'read',
  flush_io_errs: 'flush',
  corruption_errs: 'corruption',
  generation_errs: 'generation',
};

export function readBtrfsHealth(lines: readonly PastedLine[]): Recognized<PastedHealth>[] {
  return [...readDeviceStats(lines), ...readScrub(lines), ...readBalance(lines)];
}

function readDeviceStats(lines: readonly PastedLine[]): Recognized<PastedHealth>[] {
  return runs(lines, (line) => counter.test(line.text), 2).map((run) => {
    const devices = new Map<string, BtrfsDeviceErrors>();
    for (const { text } of run) {
      const match = counter.exec(text);
      const name = names[match?.[2] ?? ''];
      if (!match?.[1] || name === undefined) continue;
      const errors = devices.get(match[1]) ?? { write: 0, read: 0, flush: 0, corruption: 0, generation: 0 };
      errors[name] = Number(match[3]);
      devices.set(match[1], errors);
    }
    return {
      kind: 'btrfs-device-stats' as const,
      lines: numbersOf(run),
      value: {
        uuid: null,
        mountPoint: pathArgument(run[0]?.command ?? null),
        // `[(null)]` is how old btrfs-progs print a device that is not there.
        devices: [...devices].map(([device, errors]) => ({
          device,
          isMissing: device === '(null)' ? true : null,
          errors,
        })),
      },
    };
  });
}

const scrubLine =
  /^\s*(?:scrub (?:status for|started at|resumed at|device)|UUID:|Scrub (?:started|resumed):|Status:|Duration:|Time left:|ETA:|Total to scrub:|Bytes scrubbed:|Rate:|Error summary:|Corrected:|Uncorrectable:|Unverified:|total bytes scrubbed:|error details:|corrected errors:|no stats available)/i;

/** Both layouts: `scrub started at Mon … and finished after 00:01:02` (≤ 4.20) and `Status: finished` (≥ 5.4). */
function readScrub(lines: readonly PastedLine[]): Recognized<PastedHealth>[] {
  return runs(lines, (line) => line.text.length < 500 && scrubLine.test(line.text), 1).flatMap(
    (run): Recognized<PastedHealth>[] => {
      const text = run.map((line) => line.text).join('\n');
      const isScrub =
        /scrub status for|Scrub started:|scrub started at|Scrub resumed:|scrub resumed at|Bytes scrubbed:|total bytes scrubbed|Error summary:/i.test(
          text,
        );
      const isNever =
        /no stats available/i.test(text) &&
        (/scrub/i.test(run[0]?.command ?? '') || /scrub status for|UUID:/i.test(text));
      if (!isScrub && !isNever) return [];
      return [
        {
          kind: 'btrfs-scrub-status',
          lines: numbersOf(run),
          value: {
            uuid: /(?:scrub status for|UUID:)\s+([0-9a-f-]{36})/i.exec(text)?.[1] ?? null,
            mountPoint: pathArgument(run[0]?.command ?? null),
            scrub: scrubOf(text, isNever && !isScrub),
          },
        },
      ];
    },
  );
}

function scrubOf(text: string, isNever: boolean): BtrfsScrub {
  const started =
    /(?:Scrub (?:started|resumed):|scrub (?:started|resumed) at)\s+([A-Z][a-z]{2} [A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4})/i.exec(
      text,
    )?.[1];
  const number = (pattern: RegExp): number | null => {
    const match = pattern.exec(text)?.[1];
    return match === undefined ? null : Number(match);
  };
  const noErrors = /no errors found|with 0 errors/i.test(text);
  const state = isNever
    ? 'never'
    : (/Status:\s+(running|finished|aborted|interrupted)/i.exec(text)?.[1]?.toLowerCase() ??
      (/was aborted/i.test(text)
        ? 'aborted'
        : /interrupted/i.test(text)
          ? 'interrupted'
          : /running for/i.test(text)
            ? 'running'
            : 'finished'));
  const milliseconds = started === undefined ? Number.NaN : Date.parse(`${started} UTC`);
  return {
    state:
      state === 'never' || state === 'running' || state === 'aborted' || state === 'interrupted' ? state : 'finished',
    startedSeconds: Number.isFinite(milliseconds) ? milliseconds / 1000 : null,
    correctedErrors: number(/corrected(?: errors)?:\s*(\d{1,15})/i) ?? (noErrors ? 0 : null),
    uncorrectableErrors: number(/uncorrectable(?: errors)?:\s*(\d{1,15})/i) ?? (noErrors ? 0 : null),
    // A paste does not tell whether the record survives a reboot there.
    recordIsVolatile: true,
  };
}

function readBalance(lines: readonly PastedLine[]): Recognized<PastedHealth>[] {
  return lines.flatMap((line, index): Recognized<PastedHealth>[] => {
    if (line.text.length > 500) return [];
    const running = /^\s*Balance on '([^']{1,300})' is (running|paused)/i.exec(line.text);
    const none = /^\s*No balance found on '([^']{1,300})'/i.exec(line.text);
    if (none?.[1]) {
      return [
        {
          kind: 'btrfs-balance-status',
          lines: [line.number],
          value: { uuid: null, mountPoint: none[1], balance: { state: 'none', percentLeft: null } },
        },
      ];
    }
    if (!running?.[1]) return [];
    const next = lines[index + 1];
    const left = /chunks balanced .{0,60}?(\d{1,3})% left/i.exec(next?.text ?? '')?.[1];
    return [
      {
        kind: 'btrfs-balance-status',
        lines: [line.number, ...(left && next ? [next.number] : [])],
        value: {
          uuid: null,
          mountPoint: running[1],
          balance: { state: running[2] === 'paused' ? 'paused' : 'running', percentLeft: left ? Number(left) : null },
        },
      },
    ];
  });
}
