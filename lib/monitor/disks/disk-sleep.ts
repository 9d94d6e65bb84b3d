/**
 * May a scan leave the disks of a host asleep? Counters in /sys/block say it without touching them: where nothing was read or written since
 * the last look, the figures of then are the figures of now, and a scan would only wake the disks to find them. No tool that asks a
 * disk for its power state is used: some enclosures spin up to answer.
 */
export interface BlockDevice {
  name: string;
  isRotational: boolean;
  /** by the kernel's own power management; null where it says nothing */
  powerState: string | null;
  /** what it lies on: names of devices or partitions */
  slaves: readonly string[];
  partitions: readonly string[];
  /** the name below /dev/mapper */
  mapperName: string | null;
  /** read and write operations that ended, and those in flight, as the kernel counts them; null where they cannot be read */
  counters: string | null;
}

export interface DiskLook {
  atMs: number;
  /** by device */
  counters: Readonly<Record<string, string>>;
}

export type SleepVerdict =
  | { asleep: true; disks: readonly string[]; how: 'suspended' | 'untouched' }
  | { asleep: false; why: 'no-rotational-disk' | 'first-look' | 'too-soon' | 'used' | 'unreadable' };

/** Shorter than any interval of scans; a disk at rest for less says nothing. */
const shortestRestMs = 4 * 60_000;

/** Lines of lib/usecases/scans/disk-look.ts: `name|rotational|power|mapper|slaves|partitions|stat`, lists with commas. */
export function parseBlockDevices(text: string): BlockDevice[] {
  return text.split('\n').flatMap((line) => {
    const [name = '', rotational, power, mapper, slaves = '', partitions = '', stat = ''] = line.split('|');
    if (name === '') return [];
    // Fields 1 and 5: reads and writes that ended; 9: in flight now; 12: discards (Linux Documentation/block/stat.rst).
    const fields = stat.trim().split(/\s+/);
    const counted = [fields[0], fields[4], fields[8], fields[11] ?? '0'];
    const isWhole = fields.length >= 9 && counted.every((field) => field !== undefined && /^\d+$/.test(field));
    return [
      {
        name,
        isRotational: rotational === '1',
        powerState: power === '' || power === 'unsupported' || power === undefined ? null : power,
        slaves: slaves.split(',').filter((each) => each !== ''),
        partitions: partitions.split(',').filter((each) => each !== ''),
        mapperName: mapper === '' || mapper === undefined ? null : mapper,
        counters: isWhole ? counted.join(' ') : null,
      },
    ];
  });
}

/** @param sources of the filesystems that a scan reads: `/dev/md2`, `/dev/mapper/vg-docker`, `/dev/sda3` */
export function sleepVerdict(
  devices: readonly BlockDevice[],
  { sources, before, nowMs }: { sources: readonly string[]; before: DiskLook | null; nowMs: number },
): SleepVerdict {
  const disks = disksBelow(devices, sources).filter(({ isRotational }) => isRotational);
  if (disks.length === 0) return { asleep: false, why: 'no-rotational-disk' };
  const names = disks.map(({ name }) => name);
  if (disks.every(({ powerState }) => powerState === 'suspended'))
    return { asleep: true, disks: names, how: 'suspended' };
  if (disks.some(({ counters }) => counters === null)) return { asleep: false, why: 'unreadable' };
  if (before === null || disks.some(({ name }) => before.counters[name] === undefined))
    return { asleep: false, why: 'first-look' };
  const restMs = nowMs - before.atMs;
  if (restMs >= 0 && restMs < shortestRestMs) return { asleep: false, why: 'too-soon' };
  const isUntouched = disks.every(({ name, counters }) => counters === before.counters[name]);
  return isUntouched ? { asleep: true, disks: names, how: 'untouched' } : { asleep: false, why: 'used' };
}

export function lookOf(devices: readonly BlockDevice[], atMs: number): DiskLook {
  return {
    atMs,
    counters: Object.fromEntries(
      devices.flatMap(({ name, counters }) => (counters === null ? [] : [[name, counters]])),
    ),
  };
}

/**
 * The devices at the bottom. A loop device counts as a disk: what does not reach it does not reach the disk below. Where a source names no
 * device (ZFS, network), every physical disk counts, because any of them may hold it.
 */
function disksBelow(devices: readonly BlockDevice[], sources: readonly string[]): BlockDevice[] {
  const found = sources.map((source) => deviceOf(devices, source));
  if (found.length === 0 || found.some((device) => device === null)) return devices.filter(isPhysical);
  const bottom = new Map<string, BlockDevice>();
  const seen = new Set<string>();
  const visit = (device: BlockDevice): void => {
    if (seen.has(device.name)) return;
    seen.add(device.name);
    const below = device.slaves.map((slave) => deviceOf(devices, slave));
    if (below.length === 0) bottom.set(device.name, device);
    for (const each of below) if (each !== null) visit(each);
  };
  for (const device of found) if (device !== null) visit(device);
  return [...bottom.values()];
}

function deviceOf(devices: readonly BlockDevice[], source: string): BlockDevice | null {
  const mapper = /^\/dev\/mapper\/(.+)$/.exec(source)?.[1];
  const name = source.replace(/^\/dev\//, '');
  return (
    devices.find((device) =>
      mapper === undefined ? device.name === name || device.partitions.includes(name) : device.mapperName === mapper,
    ) ?? null
  );
}

function isPhysical({ name, slaves }: BlockDevice): boolean {
  return slaves.length === 0 && !/^(?:loop|ram|zram|dm-|md|sr|fd)/.test(name);
}
