import { describe, expect, it } from 'vitest';
import { atOnce } from '../../../domain/slices.ts';
import { outputOf } from '../../collectors/section-output.ts';
import { parseContainersOnDisk } from './containers-on-disk.ts';
import { parseImagedb } from './imagedb.ts';
import { parseVolumesOnDisk } from './volumes-on-disk.ts';

const stat = (path: string, mode = '41c0', blocks = 8) =>
  `64768 12 ${mode} 1700000000 1700000001 1700000002 ${blocks} 512 ${path}\0`;
const file = (path: string, blocks = 8) => stat(path, '8180', blocks);
const id = (letter: string) => letter.repeat(64);

describe('imagedb', () => {
  const diff = `sha256:${id('d')}`;
  const parse = (parts: Record<string, string>) =>
    atOnce(
      parseImagedb(
        outputOf('imagedb', { driver: 'overlay2\0', repositories: '', images: '', diffIds: '', whole: '', ...parts }),
      ),
    );

  it('reads compact and pretty-printed configurations, and none at all', () => {
    const found = parse({
      images: ['a', 'b', 'c', 'e', 'f'].map((letter) => file(`sha256/${id(letter)}`)).join(''),
      diffIds: `./sha256/${id('a')}:"diff_ids":["${diff}"]\n./sha256/${id('f')}:"diff_ids":["${diff}"]\n./sha256/${id('f')}:"diff_ids":["${diff}"]\n`,
      whole: `./sha256/${id('b')}:{\n./sha256/${id('b')}:  "rootfs": { "type": "layers", "diff_ids": [ "${diff}", "${diff}" ] }\n./sha256/${id('b')}:}\n./sha256/${id('e')}:{"rootfs":{"type":"layers"}}\n`,
    });
    expect(found.images.map((image) => image.diffIds?.length ?? null)).toEqual([1, 2, null, 0, null]);
  });

  it('turns references round, and refuses a broken repositories.json', () => {
    const text = JSON.stringify({
      Repositories: { one: { 'one:a': `sha256:${id('a')}`, 'one:b': `sha256:${id('a')}` } },
    });
    expect(parse({ repositories: text }).references).toEqual({ [id('a')]: ['one:a', 'one:b'] });
    expect(() => parse({ repositories: '{"Repositories":' })).toThrow(/Repositories/);
  });
});

describe('containers on disk', () => {
  const config = {
    ID: id('a'),
    Name: '/one',
    Driver: 'overlay2',
    Image: `sha256:${id('f')}`,
    State: { Running: false, FinishedAt: '0001-01-01T00:00:00Z' },
    Config: { Image: 'x', Labels: null },
    MountPoints: {
      '/data': { Destination: '/data', Name: 'v', Source: '' },
      '/b': { Destination: '/b', Source: '/srv/b' },
    },
  };
  const parse = (files: string, logs = '') =>
    parseContainersOnDisk(outputOf('containersOnDisk', { entries: stat(`./${id('a')}`), files, logs }));
  const line = (name: string, value: unknown) => `./${id('a')}/${name}:${JSON.stringify(value)}\n`;

  it('reads mounts, logs and restart policy', () => {
    const host = { LogConfig: { Type: 'json-file', Config: { 'max-size': '1m' } }, RestartPolicy: { Name: 'always' } };
    const [found] = parse(
      line('config.v2.json', config) + line('hostconfig.json', host),
      file(`./${id('a')}/x-json.log`, 10) + file(`./${id('a')}/x-json.log.1`, 6),
    );
    expect(found).toMatchObject({ logBytes: 16 * 512, logDriver: 'json-file', logOptions: { 'max-size': '1m' } });
    const log = (name: string) => file(`./${id('a')}/${id('a')}${name}`, 1);
    const inodes = [`${log('-json.log.1')}${log('-json.log')}`, log('-json.log.1')].map(
      (logs) => parse(line('config.v2.json', config), logs)[0]?.logInode,
    );
    expect(inodes).toEqual([expect.any(Number), null]);
    expect(found?.config).toMatchObject({
      name: 'one',
      restartPolicy: 'always',
      finishedAt: null,
      imageId: id('f'),
      labels: {},
    });
    expect(found?.config?.mounts).toEqual([
      { destination: '/data', volume: 'v', source: null },
      { destination: '/b', volume: null, source: '/srv/b' },
    ]);
  });

  it.each([
    '',
    './x/config.v2.json:{}\n',
    `./${id('a')}/config.v2.json:{"ID":"cut\n`,
    `./${id('a')}/config.v2.json:{}\n`,
  ])('keeps a container without a readable configuration: %j', (files) => {
    expect(parse(files)).toMatchObject([{ id: id('a'), config: null }]);
  });
});

describe('volumes on disk', () => {
  const parts = {
    path: '/r/volumes\0',
    data: '',
    targets: '',
    options: '',
    markers: '',
    firstLevel: '',
    firstOfMany: '',
  };

  it('knows a data root inside by what lies beside each other', () => {
    const markers = (names: string[]) => names.map((name) => `v/_data/${name}\0${name}\0`).join('');
    const nested = (names: string[]) =>
      parseVolumesOnDisk(
        outputOf('volumesOnDisk', { ...parts, entries: stat('./v'), data: stat('./v/_data'), markers: markers(names) }),
      )[0]?.nestedDrivers;
    expect(nested(['image', 'containers', 'btrfs/subvolumes', 'overlay2', 'buildkit'])).toEqual(['btrfs', 'overlay2']);
    expect(nested(['containerd/daemon', 'containers'])).toEqual(['overlayfs']);
    expect(nested(['image'])).toBeNull();
    expect(nested(['containers', 'overlay2'])).toBeNull();
  });

  it('keeps names apart, and at most 64 of a folder of many', () => {
    const found = parseVolumesOnDisk(
      outputOf('volumesOnDisk', {
        ...parts,
        entries: stat('./a\nb') + stat('./many') + file('./metadata.db') + stat('./plain'),
        data: stat('./a\nb/_data') + stat('./many/_data', 'a1ff'),
        targets: './many/_data\0/elsewhere\0',
        firstLevel: './a\nb/_data/x\ny\0',
        firstOfMany: `./many/_data\0.\n..\n${Array.from({ length: 70 }, (_, index) => `f${index}`).join('\n')}\0`,
      }),
    );
    expect(found.map((volume) => [volume.name, volume.dataPath, volume.firstLevel.length])).toEqual([
      ['a\nb', '/r/volumes/a\nb/_data', 1],
      ['many', '/elsewhere', 64],
      ['plain', null, 0],
    ]);
  });
});
