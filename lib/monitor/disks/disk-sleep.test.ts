import { describe, expect, it } from 'vitest';
import { lookOf, parseBlockDevices, sleepVerdict } from './disk-sleep.ts';

/** /sys/block in the form of lib/usecases/scans/disk-look.ts. sda and sdb as of a two-disk NAS (md2 on their third partitions, a volume group on it), nvme0n1 the system's. */
const nas = (reads: number, power = 'active') =>
  [
    `sda|1|${power}|||sda1,sda3|    ${reads}    1200  8114534    9102    4410    3100   301122   4100        0     6000    13202        0        0        0        0        0        0`,
    `sdb|1|${power}|||sdb1,sdb3|    5120    1100  8114000    9000    4410    3100   301122   4100        0     6000    13100        0        0        0        0        0        0`,
    'nvme0n1|0|unsupported|||nvme0n1p1| 900000 1 2 3 800000 5 6 7 3 9 10 11 12 13 14 15 16',
    'md2|1||| sda3,sdb3||0 0 0 0 0 0 0 0 0 0 0'.replace(' sda3', 'sda3'),
    'dm-0|1||vg-docker|md2||0 0 0 0 0 0 0 0 0 0 0',
    'loop0|1|||||10 0 0 0 3 0 0 0 0 0 0',
  ].join('\n');

const minuteMs = 60_000;
const look = (reads: number) => lookOf(parseBlockDevices(nas(reads)), 0);
const judge = (
  text: string,
  sources: string[],
  before = look(100) as ReturnType<typeof look> | null,
  nowMs = 15 * minuteMs,
) => sleepVerdict(parseBlockDevices(text), { sources, before, nowMs });

describe('disks that may sleep', () => {
  it('are those whose counters stand still, found through volume group and array', () => {
    expect(judge(nas(100), ['/dev/mapper/vg-docker'])).toEqual({
      asleep: true,
      disks: ['sda', 'sdb'],
      how: 'untouched',
    });
    expect(judge(nas(101), ['/dev/mapper/vg-docker'])).toEqual({ asleep: false, why: 'used' });
  });

  it('or that the kernel itself has suspended, also at the first look', () => {
    expect(judge(nas(100, 'suspended'), ['/dev/md2'], null)).toMatchObject({ asleep: true, how: 'suspended' });
    expect(judge(nas(100), ['/dev/md2'], null)).toEqual({ asleep: false, why: 'first-look' });
  });

  it('of a data root on an SSD there are none, whatever the other disks do', () => {
    expect(judge(nas(100), ['/dev/nvme0n1p1'])).toEqual({ asleep: false, why: 'no-rotational-disk' });
  });

  it('a rest of a moment is none, and neither is one before a clock that jumped back', () => {
    expect(judge(nas(100), ['/dev/sda3'], look(100), minuteMs)).toEqual({ asleep: false, why: 'too-soon' });
    expect(judge(nas(100), ['/dev/sda3'], look(100), -60 * minuteMs)).toMatchObject({ asleep: true });
  });

  it('where a source names no device every physical disk must rest', () => {
    expect(judge(nas(100), ['tank/docker'])).toEqual({ asleep: true, disks: ['sda', 'sdb'], how: 'untouched' });
    expect(judge(nas(101), ['tank/docker'])).toEqual({ asleep: false, why: 'used' });
  });

  it('counters that cannot be read, a disk that is new, and an empty answer put nothing to sleep', () => {
    expect(judge('sda|1|active|||sda3|garbage', ['/dev/sda3'])).toEqual({ asleep: false, why: 'unreadable' });
    expect(judge(nas(100).replaceAll('sda', 'sdc'), ['/dev/sdc3'])).toEqual({ asleep: false, why: 'first-look' });
    expect(judge('', ['/dev/sda3'])).toEqual({ asleep: false, why: 'no-rotational-disk' });
  });

  it('what is on its way to the disk counts as use', () => {
    const flying = nas(100).replace('4100        0     6000    13202', '4100        2     6000    13202');
    expect(judge(flying, ['/dev/sda3'])).toEqual({ asleep: false, why: 'used' });
  });
});
