import { describe, expect, it } from 'vitest';
import type { MountEntry } from '../../../domain/storage-facts.ts';
import { outputOf } from '../../collectors/section-output.ts';
import { parseMountinfo } from '../kernel/mountinfo.ts';
import { parseQgroups } from './btrfs-qgroups.ts';
import { parseBtrfs, parseSubvolumeRows } from './btrfs-subvolumes.ts';

const uuid = '11111111-2222-4333-8444-555555555555';

/** docs/reference/platforms.md#subvolume-listings: up to 4.12 a missing uuid is one dash, from 4.15 it is padded to 36 columns. */
const layouts = {
  '3.18 to 4.12': (path: string) =>
    `ID 257 gen 12 cgen 8 parent 5 top level 5 parent_uuid - received_uuid - uuid ${uuid} path ${path}\n`,
  '4.15 to 6.19': (path: string) =>
    `ID 257 gen 12 cgen 8 parent 5 top level 5 parent_uuid ${'-'.padEnd(36)} received_uuid ${'-'.padEnd(36)} uuid ${uuid} path ${path}\n`,
};

describe.each(Object.entries(layouts))('subvolume list of progs %s', (_, line) => {
  it.each(['docker', 'with blank path x', 'a\nb', 'ends in newline\n', 'uuid - path y', 'a\nID gen top'])(
    'reads the path %j',
    (path) => {
      const rows = parseSubvolumeRows(Buffer.from(line(path) + line('next').replace('257', '258')));
      expect(rows.map((row) => row.path)).toEqual([path, 'next']);
      expect(rows[0]?.fields.get('parent_uuid')).toBe('-');
      expect(rows[0]?.fields.get('uuid')).toBe(uuid);
    },
  );
});

describe('subvolume list', () => {
  it('refuses what is no listing', () => {
    expect(() => parseSubvolumeRows(Buffer.from('ERROR: not a btrfs filesystem: /x\n'))).toThrow(
      /does not begin with ID/,
    );
  });

  const mounts: MountEntry[] = parseMountinfo(
    Buffer.from(
      '30 1 0:40 /@syno /volume1 rw shared:1 - btrfs /dev/mapper/cachedev_0 rw,subvol=/@syno\n' +
        '31 30 0:40 /@syno/@docker /volume1/@docker rw shared:1 - btrfs /dev/mapper/cachedev_0 rw,subvol=/@syno\n',
    ),
  );
  const row = (id: number, parent: number, path: string) =>
    `ID ${id} gen 9 cgen 8 parent ${parent} top level ${parent} parent_uuid - received_uuid - uuid ${uuid.replace('1111', String(id + 1000))} path ${path}\n`;
  const parse = (all: string, more: Record<string, string> = {}) =>
    parseBtrfs(
      outputOf('btrfs', {
        [`filesystem:${uuid}`]: '/volume1/@docker\0',
        [`all:${uuid}`]: all,
        [`containing:${uuid}`]: '257\n',
        [`snapshots:${uuid}`]: '',
        [`readonly:${uuid}`]: '',
        [`quota:${uuid}`]: 'off\n',
        ...more,
      }),
      mounts,
    );

  // Synology (docs/reference/platforms.md#subvolume-listings): @syno and @docker are subvolumes; asked at @docker, what is nested
  // below it is printed relative to it, at any depth, the others from the top level.
  it('computes full paths from the ids, even where a relative one looks like a full one', () => {
    const [filesystem] = parse(
      row(256, 5, '@syno') +
        row(257, 256, '@syno/@docker') +
        row(258, 257, 'btrfs/subvolumes/a') +
        row(259, 258, 'btrfs/subvolumes/a/nested') +
        row(260, 257, '@syno/@docker') +
        row(261, 256, '@syno/photos'),
    );
    expect(filesystem?.subvolumes.map((each) => each.path)).toEqual([
      '@syno',
      '@syno/@docker',
      '@syno/@docker/btrfs/subvolumes/a',
      '@syno/@docker/btrfs/subvolumes/a/nested',
      '@syno/@docker/@syno/@docker',
      '@syno/photos',
    ]);
    expect(filesystem?.subvolumes.map((each) => each.hostPath)[3]).toBe('/volume1/@docker/btrfs/subvolumes/a/nested');
    expect(filesystem?.mountPoint).toBe('/volume1/@docker');
  });

  it('refuses a listing without the subvolume that it was asked at', () => {
    expect(() => parse(row(256, 5, '@syno'))).toThrow(/257/);
  });

  it('tells unknown quotas and pending deletions from none', () => {
    const all = row(257, 5, '@docker');
    expect(parse(all)[0]).toMatchObject({ pendingDeletions: null, qgroups: null, quotas: { enabled: false } });
    expect(parse(all, { [`deleted:${uuid}`]: '\n' })[0]?.pendingDeletions).toBe(0);
    expect(parse(all, { [`deleted:${uuid}`]: 'ID 280 gen 68 top level 0 path DELETED\n' })[0]?.pendingDeletions).toBe(
      1,
    );
    const groups = 'qgroupid rfer excl\n-------- ---- ----\n0/257 5 3\n';
    expect(parse(all, { [`quota:${uuid}`]: 'on 1 qgroup\n', [`qgroups:${uuid}`]: groups })[0]?.qgroups).toBeNull();
    expect(parse(all, { [`qgroups:${uuid}`]: groups })[0]).toMatchObject({
      qgroups: { 257: { referencedBytes: 5, exclusiveBytes: 3 } },
      quotas: { enabled: true, inconsistent: null },
    });
  });
});

describe('qgroup show --raw', () => {
  it.each([
    // docs/reference/platforms.md#quota-groups: to 5.16, and from 6.2 with paths (which may hold newlines)
    [
      '5.16',
      'qgroupid         rfer         excl     max_rfer     max_excl parent  child \n--------         ----         ----     --------     -------- ------  ----- \n0/5             16384        16384         none         none ---     ---  \n0/257           20480         4096         none         none ---     ---  \n',
    ],
    [
      '6.2',
      'Qgroupid    Referenced    Exclusive   Path \n--------    ----------    ---------   ---- \n0/5              16384        16384   <toplevel>\n0/257            20480         4096   odd\n0/9 1 1 name\n',
    ],
  ])('reads the layout of %s', (_, text) => {
    expect(parseQgroups(Buffer.from(text))['257']).toEqual({ referencedBytes: 20480, exclusiveBytes: 4096 });
  });

  it('refuses an error message', () => {
    expect(() => parseQgroups(Buffer.from("ERROR: can't list qgroups: quotas not enabled\n"))).toThrow(
      /another header/,
    );
  });
});
