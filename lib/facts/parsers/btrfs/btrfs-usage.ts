import type { BtrfsUsage, MountEntry } from '../../../domain/storage-facts.ts';
import { mountOf } from '../kernel/mountinfo.ts';
import { failure, lines, nulNames, type Parts, wholeNumber } from '../records.ts';

/**
 * `btrfs filesystem usage -b`, progs 3.18 to 6.19 (3.18 lacks several lines, newer ones add some: lines that are not known are
 * passed over). 6.2:
 *
 *   Overall:
 *       Device size:                 1073741824
 *       Device unallocated:           802160640
 *       Free (estimated):             810549248      (min: 409468928)
 *       Global reserve:                 5767168      (used: 0)
 *       Multiple profiles:                   no
 *
 *   Data,single: Size:8388608, Used:0 (0.00%)
 *      /dev/loop0       8388608
 *
 *   Unallocated:
 *      /dev/loop0     802160640
 *
 * Size is logical; the number beside a device is raw (doubled for DUP).
 */
type Chunk = BtrfsUsage['chunks'][number];

export function parseBtrfsUsage(parts: Parts, mounts: readonly MountEntry[]): BtrfsUsage[] {
  return parts.withPrefix('filesystem:').map(({ key: uuid, bytes }) => {
    const [place = ''] = nulNames(bytes);
    const mountPoint = mountOf(place, mounts)?.mountPoint ?? place;
    const usage = parts.optional(`usage:${uuid}`);
    const df = parts.optional(`df:${uuid}`);
    const statfs = parts.part(`statfs:${uuid}`).toString('utf8').trim().split(' ');
    const [blocks, free, , size] = statfs.map((field) => wholeNumber(field, 'stat -f'));
    const device = {
      uuid,
      mountPoint,
      deviceSizeBytes: (blocks ?? 0) * (size ?? 0),
      usedBytes: ((blocks ?? 0) - (free ?? 0)) * (size ?? 0),
    };
    if (usage !== null) return { ...device, ...parseUsage(usage) };
    if (df !== null) return { ...empty, ...device, ...parseDf(df), source: 'filesystem df' };
    return { ...empty, ...device, ...parseSysfs(parts.part(`sysfs:${uuid}`)), source: 'sysfs' };
  });
}

const empty = {
  allocatedBytes: null,
  unallocatedBytes: null,
  freeEstimatedBytes: null,
  freeStatfsBytes: null,
  globalReserveBytes: null,
  globalReserveUsedBytes: null,
  multipleProfiles: null,
  unallocatedByDevice: [],
};

export function parseUsage(bytes: Buffer): Omit<BtrfsUsage, 'uuid' | 'mountPoint'> {
  const overall = new Map<string, string>();
  const chunks: Chunk[] = [];
  const unallocated: { device: string; bytes: number }[] = [];
  let devices: { device: string; bytes: number }[] | null = null;
  for (const line of lines(bytes).map((each) => each.toString('utf8'))) {
    const section = /^(Data|Metadata|System|Data\+Metadata|Data,Metadata),\s?(\w+): Size:(\d+), Used:(\d+)/.exec(line);
    const pair = /^\s+([^:\t]+):\s+(.+)$/.exec(line);
    const onDevice = /^\s+(\S.*?)\s+(\d+)$/.exec(line);
    if (section !== null) {
      const [, type = '', profile = '', total, used] = section;
      devices = [];
      chunks.push({ type: chunkType(type), profile, totalBytes: Number(total), usedBytes: Number(used), devices });
    } else if (line.startsWith('Unallocated:')) devices = unallocated;
    else if (devices !== null && onDevice !== null)
      devices.push({ device: onDevice[1] ?? '', bytes: Number(onDevice[2]) });
    else if (devices === null && pair !== null) overall.set(pair[1] ?? '', pair[2] ?? '');
  }
  if (!overall.has('Device size')) throw failure('btrfs filesystem usage', 'it names no device size', bytes);
  const value = (name: string) => firstNumber(overall.get(name));
  return {
    deviceSizeBytes: value('Device size') ?? 0,
    allocatedBytes: value('Device allocated'),
    unallocatedBytes: value('Device unallocated'),
    usedBytes: value('Used') ?? 0,
    freeEstimatedBytes: value('Free (estimated)'),
    freeStatfsBytes: value('Free (statfs, df)'),
    globalReserveBytes: value('Global reserve'),
    globalReserveUsedBytes: firstNumber(/\(used:\s*(\d+)\)/.exec(overall.get('Global reserve') ?? '')?.[1]),
    multipleProfiles: overall.has('Multiple profiles') ? !/^no/.test(overall.get('Multiple profiles') ?? '') : null,
    chunks,
    unallocatedByDevice: unallocated,
    source: 'filesystem usage',
  };
}

/** `Metadata, DUP: total=53673984, used=131072`, the same from 3.18 to 6.19; `GlobalReserve` comes last. */
export function parseDf(bytes: Buffer): Pick<BtrfsUsage, 'chunks' | 'globalReserveBytes' | 'globalReserveUsedBytes'> {
  const rows = lines(bytes)
    .map((line) => line.toString('utf8'))
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const found = /^([\w+]+), (\w+): total=(\d+), used=(\d+)$/.exec(line.trim());
      if (found === null) throw failure('btrfs filesystem df', 'a line has another form', line);
      return {
        type: found[1] ?? '',
        profile: found[2] ?? '',
        totalBytes: Number(found[3]),
        usedBytes: Number(found[4]),
      };
    });
  if (rows.length === 0) throw failure('btrfs filesystem df', 'it is empty', bytes);
  const reserve = rows.find((row) => row.type === 'GlobalReserve');
  return {
    chunks: rows.filter((row) => row !== reserve).map((row) => ({ ...row, type: chunkType(row.type), devices: [] })),
    globalReserveBytes: reserve?.totalBytes ?? null,
    globalReserveUsedBytes: reserve?.usedBytes ?? null,
  };
}

/** `allocation/data/total_bytes 8388608`, one line a file; `devices/<name>/size` counts sectors of 512. */
function parseSysfs(bytes: Buffer): Pick<BtrfsUsage, 'chunks' | 'globalReserveBytes'> & { deviceSizeBytes?: number } {
  const values = new Map(
    lines(bytes).map((line) => {
      const [file = '', value = ''] = line.toString('utf8').split(' ');
      return [file, value] as const;
    }),
  );
  const sizes = [...values].filter(([file]) => file.startsWith('devices/')).map(([, value]) => Number(value) * 512);
  const kinds = ['data', 'metadata', 'system', 'mixed'] as const;
  return {
    ...(sizes.length > 0 ? { deviceSizeBytes: sizes.reduce((sum, size) => sum + size, 0) } : {}),
    chunks: kinds
      .filter((kind) => values.has(`allocation/${kind}/total_bytes`))
      .map((kind) => ({
        type: kind,
        profile: 'unknown',
        totalBytes: Number(values.get(`allocation/${kind}/total_bytes`)),
        usedBytes: Number(values.get(`allocation/${kind}/bytes_used`) ?? 0),
        devices: [],
      })),
    globalReserveBytes: firstNumber(values.get('allocation/global_rsv_size')),
  };
}

function chunkType(name: string): Chunk['type'] {
  if (name.includes('+') || name.includes(',')) return 'mixed';
  return name === 'Metadata' ? 'metadata' : name === 'System' ? 'system' : 'data';
}

function firstNumber(text: string | undefined): number | null {
  const found = /^\d+/.exec(text?.trim() ?? '')?.[0];
  return found === undefined ? null : Number(found);
}
