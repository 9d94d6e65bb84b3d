import type { BtrfsDeviceErrors, BtrfsHealth, BtrfsScrub } from '../../../domain/health-facts.ts';
import { failure, type Parts } from '../records.ts';

type Device = BtrfsHealth['devices'][number];

const counters: Record<string, keyof BtrfsDeviceErrors> = {
  write: 'write',
  read: 'read',
  flush: 'flush',
  corruption: 'corruption',
  generation: 'generation',
};
/** tmpfs and ramfs */
const inMemory = ['1021994', '858458f6'];

export function parseBtrfsHealth(parts: Parts): BtrfsHealth[] {
  return parts.withPrefix('filesystem:').map(({ key: uuid, bytes }) => {
    if (!/^[0-9a-f-]{36}$/.test(uuid)) throw failure('btrfs', 'a uuid has another form', uuid);
    const text = (name: string) => parts.optional(`${name}:${uuid}`)?.toString('utf8') ?? null;
    const stats = text('stats');
    const balance = text('balance');
    return {
      uuid,
      mountPoint: bytes.toString('utf8'),
      devices:
        stats === null
          ? devicesOfSysfs(text('devices') ?? '')
          : devicesOfStats(stats, missingOf(text('devices') ?? '', text('shown'))),
      scrub: scrubOf(text('record'), text('scrub'), inMemory.includes((text('home') ?? '').trim())),
      balance: balance === null ? null : balanceOf(balance),
      exclusiveOperation: text('exclusive')?.trim() ?? null,
    };
  });
}

/** `[/dev/loop0].write_io_errs    0`; a device that is not there is `[(null)]` or `[devid:2]`. */
function devicesOfStats(text: string, anyMissing: boolean | null): Device[] {
  const devices = new Map<string, BtrfsDeviceErrors>();
  for (const line of text.split('\n')) {
    const match = /^\[(.+)\]\.(\w+?)(?:_io)?_errs\s+(\d+)\s*$/.exec(line);
    const name = counters[match?.[2] ?? ''];
    if (!match?.[1] || name === undefined) continue;
    const errors = devices.get(match[1]) ?? { write: 0, read: 0, flush: 0, corruption: 0, generation: 0 };
    errors[name] = Number(match[3]);
    devices.set(match[1], errors);
  }
  if (devices.size === 0) throw failure('btrfs device stats', 'it names no device', text);
  return [...devices].map(([device, errors]) => ({
    device,
    isMissing: anyMissing === null ? null : anyMissing && !device.startsWith('/dev/'),
    errors,
  }));
}

/**
 * sysfs tells it device by device; `btrfs filesystem show` with a line `*** Some devices missing` (progs 3.x to 6.x) or a
 * device's own `MISSING`. Null where neither answered.
 */
function missingOf(sysfs: string, shown: string | null): boolean | null {
  if (/^device \S+ missing [01]$/m.test(sysfs)) return /^device \S+ missing 1$/m.test(sysfs);
  return shown === null ? null : /\bmissing\b/i.test(shown.replace(/^Label:.*$/gm, ''));
}

/** `device 1 missing 0`, then five lines `write_errs 0` from kernel 5.14 on. */
function devicesOfSysfs(text: string): Device[] {
  const devices: Device[] = [];
  for (const line of text.split('\n')) {
    const head = /^device (\d+) missing ([01])$/.exec(line);
    if (head) devices.push({ device: `device ${head[1]}`, isMissing: head[2] === '1', errors: null });
    const counter = /^(\w+)_errs (\d+)$/.exec(line);
    const last = devices.at(-1);
    const name = counters[counter?.[1] ?? ''];
    if (!counter || last === undefined || name === undefined) continue;
    last.errors ??= { write: 0, read: 0, flush: 0, corruption: 0, generation: 0 };
    last.errors[name] = Number(counter[2]);
  }
  return devices;
}

/**
 * The record has epoch times and every counter; `scrub status` has a date without a zone. The record is of the scrub, by device:
 * `<uuid>:1|…|uncorrectable_errors:0|corrected_errors:0|…|t_start:1795230792|t_resumed:0|duration:0|canceled:0|finished:1`
 */
function scrubOf(record: string | null, status: string | null, recordIsVolatile: boolean): BtrfsScrub | null {
  const running = status !== null && /Status:\s+running|running for/.test(status);
  const rows = (record ?? '').split('\n').filter((line) => line.includes('|t_start:'));
  if (rows.length > 0) {
    const values = rows.map((row) => (name: string) => Number(new RegExp(`\\|${name}:(\\d+)`).exec(row)?.[1] ?? 0));
    const sum = (name: string) => values.reduce((total, value) => total + value(name), 0);
    const isFinished = values.every((value) => value('finished') === 1);
    const isCancelled = values.some((value) => value('canceled') === 1);
    return {
      state: running ? 'running' : isFinished ? 'finished' : isCancelled ? 'aborted' : 'interrupted',
      startedSeconds: Math.max(...values.map((value) => value('t_start'))) || null,
      correctedErrors: sum('corrected_errors'),
      uncorrectableErrors: sum('uncorrectable_errors'),
      recordIsVolatile,
    };
  }
  if (status === null) return null;
  if (/no stats available/.test(status)) {
    return {
      state: running ? 'running' : 'never',
      startedSeconds: null,
      correctedErrors: null,
      uncorrectableErrors: null,
      recordIsVolatile,
    };
  }
  return running
    ? { state: 'running', startedSeconds: null, correctedErrors: null, uncorrectableErrors: null, recordIsVolatile }
    : null;
}

function balanceOf(text: string): BtrfsHealth['balance'] {
  if (/No balance found/.test(text)) return { state: 'none', percentLeft: null };
  const state = /is (running|paused)/.exec(text)?.[1];
  if (state !== 'running' && state !== 'paused') throw failure('btrfs balance status', 'it has another form', text);
  const left = /(\d+)% left/.exec(text)?.[1];
  return { state, percentLeft: left === undefined ? null : Number(left) };
}
