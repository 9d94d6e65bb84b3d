import { describe, expect, it } from 'vitest';
import { outputOf } from '../../collectors/section-output.ts';
import { parseBtrfsUsage, parseDf, parseUsage } from './btrfs-usage.ts';

/** docs/reference/platforms.md#usage-and-df: 3.18 has neither percentages nor statfs nor profiles. */
const v318 = `Overall:
    Device size:\t\t         1073741824
    Device allocated:\t\t          271581184
    Device unallocated:\t\t          802160640
    Used:\t\t\t             393216
    Free (estimated):\t\t          810549248\t(min: 409468928)
    Data ratio:\t\t\t\t       1.00
    Metadata ratio:\t\t\t       2.00
    Global reserve:\t\t           16777216\t(used: 4096)

Data,single: Size:8388608, Used:65536
   /dev/loop0\t    8388608

Metadata,DUP: Size:122683392, Used:147456
   /dev/loop0\t  245366784

System,DUP: Size:8388608, Used:16384
   /dev/loop0\t   16777216

Unallocated:
   /dev/loop0\t  802160640
`;

/** RAID1 on two devices, one missing, and a line that no version had when this was written. */
const raid = `Overall:
    Device size:\t\t\t 2147483648
    Device allocated:\t\t\t  551550976
    Device unallocated:\t\t\t 1595932672
    Device missing:\t\t\t 1073741824
    Device slack:\t\t\t          0
    Something new:\t\t\t         yes
    Used:\t\t\t\t     786432
    Free (estimated):\t\t\t  905707520\t(min: 905707520)
    Free (statfs, df):\t\t\t  904658944
    Global reserve:\t\t\t    5767168\t(used: 0)
    Multiple profiles:\t\t\t        yes\t(data)

Data,RAID1: Size:107741184, Used:65536 (0.06%)
   /dev/sda1\t  107741184
   missing\t  107741184

Unallocated:
   /dev/sda1\t  797966336
   missing\t  797966336
`;

describe('filesystem usage -b', () => {
  it('reads 3.18', () => {
    expect(parseUsage(Buffer.from(v318))).toMatchObject({
      deviceSizeBytes: 1073741824,
      globalReserveBytes: 16777216,
      globalReserveUsedBytes: 4096,
      freeStatfsBytes: null,
      multipleProfiles: null,
      unallocatedByDevice: [{ device: '/dev/loop0', bytes: 802160640 }],
      chunks: [
        { type: 'data', profile: 'single', totalBytes: 8388608, usedBytes: 65536 },
        {
          type: 'metadata',
          profile: 'DUP',
          totalBytes: 122683392,
          devices: [{ device: '/dev/loop0', bytes: 245366784 }],
        },
        { type: 'system' },
      ],
    });
  });

  it('reads two devices, a missing one and lines it does not know', () => {
    const usage = parseUsage(Buffer.from(raid));
    expect(usage).toMatchObject({ multipleProfiles: true, freeStatfsBytes: 904658944 });
    expect(usage.chunks[0]?.devices).toHaveLength(2);
    expect(usage.unallocatedByDevice[1]).toEqual({ device: 'missing', bytes: 797966336 });
  });

  it('refuses an error', () => {
    expect(() => parseUsage(Buffer.from('ERROR: cannot access /x\n'))).toThrow(/no device size/);
  });
});

describe('without root', () => {
  const statfs = '262144 261120 200000 4096\n';
  const sysfs =
    'devices/sda1/size 2097152\nallocation/data/total_bytes 8388608\nallocation/data/bytes_used 65536\nallocation/global_rsv_size 3407872\n';

  it('reads filesystem df -b, the same from 3.18 to 6.19', () => {
    const df =
      'Data, single: total=8388608, used=65536\nData+Metadata, DUP: total=53673984, used=131072\nGlobalReserve, single: total=5767168, used=0\n';
    expect(parseDf(Buffer.from(df))).toMatchObject({
      chunks: [{ type: 'data' }, { type: 'mixed', profile: 'DUP' }],
      globalReserveBytes: 5767168,
    });
    expect(() => parseDf(Buffer.from(''))).toThrow(/empty/);
  });

  it('falls back to sysfs', () => {
    const output = outputOf('btrfsUsage', { 'filesystem:u': '/mnt\0', 'statfs:u': statfs, 'sysfs:u': sysfs });
    expect(parseBtrfsUsage(output, [])[0]).toMatchObject({
      source: 'sysfs',
      deviceSizeBytes: 1073741824,
      usedBytes: 1024 * 4096,
      globalReserveBytes: 3407872,
      chunks: [{ type: 'data', totalBytes: 8388608, usedBytes: 65536 }],
    });
  });
});
