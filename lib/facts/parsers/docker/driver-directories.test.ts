import { describe, expect, it } from 'vitest';
import { notCollected } from '../../../domain/fact.ts';
import { atOnce } from '../../../domain/slices.ts';
import { outputOf } from '../../collectors/section-output.ts';
import { parseDriverDirectories } from './driver-directories.ts';

const ground = { btrfs: notCollected, mounts: notCollected };
const record = (name: string, mode = '41c0', birth = '1700000000') =>
  `64768 1234 ${mode} ${birth} 1700000001 1700000002 8 512 ./${name}\0`;
const one = 'a'.repeat(64);
const two = 'b'.repeat(25);

function parse(driver: string, parts: Record<string, string>) {
  return atOnce(
    parseDriverDirectories(outputOf('driverDirectories', { driver: `${driver}\0/r/${driver}\0`, ...parts }), ground),
  );
}

describe('overlay2', () => {
  const entries = record(one) + record(two) + record('l');
  const files = `./${one}/link:LINKA\n./${two}/link:LINKB\n./${two}/lower:l/LINKA:l/GONE\n`;
  // `ls -ln ./l/` of GNU coreutils 9.1 and of BusyBox 1.35
  const links = `total 8\nlrwxrwxrwx 1 0 0 72 Nov 21 03:10 LINKA -> ../${one}/diff\nlrwxrwxrwx    1 0        0               72 Nov 21 03:10 LINKB -> ../${two}/diff\nlrwxrwxrwx 1 0 0 9 Nov 21 03:10 ODD -> /elsewhere\n`;

  it('ties directories by lower and links', () => {
    const found = parse('overlay2', { entries, files, links });
    expect(found.entries.find((entry) => entry.name === two)?.lower).toEqual(['LINKA', 'GONE']);
    expect(found.entries.find((entry) => entry.name === one)).toMatchObject({
      lower: null,
      link: 'LINKA',
      birthSource: 'statx',
    });
    expect(found.links).toEqual({ LINKA: one, LINKB: two, ODD: null });
  });

  it.each([
    ['an empty lower', { files: `${files}./${one}/lower:\n` }, /is empty/],
    ['a lower of another form', { files: `./${one}/link:X\n./${two}/lower:/abs/path\n` }, /not l\/<name>/],
    ['links that were not read', { files: '' }, /none of its 2 layers/],
    ['a directory without its path', { files: 'grep: memory exhausted\n' }, /no path in front/],
  ])('refuses %s', (_, change, message) => {
    expect(() => parse('overlay2', { entries, links, ...{ files }, ...change })).toThrow(message);
  });

  it('knows no birth where stat or the kernel tells none', () => {
    for (const birth of ['0', '?', 'W', '-']) {
      const [entry] = parse('overlay2', { entries: record(one, '41c0', birth), files: '', links: '' }).entries;
      expect(entry).toMatchObject({ birthSeconds: null, birthSource: 'none' });
    }
  });
});

/** docs/reference/docker-on-disk.md#layout-by-storage-driver: no host of the lab runs these drivers. */
describe('older drivers', () => {
  it('aufs: layers/<id> lists every parent', () => {
    const found = parse('aufs', {
      entries: record(one),
      layers: `./layers/${one}:${two}\n./layers/${one}:base\n./layers/base:\n`,
    });
    expect(found.needs).toEqual({ [one]: [two, 'base'], base: [] });
  });

  it('overlay: lower-id', () => {
    expect(parse('overlay', { entries: record(one), files: `./${one}/lower-id:${two}\n` }).needs).toEqual({
      [one]: [two],
    });
  });

  it('zfs: the origin of a clone', () => {
    const origins = `pool/docker\t-\npool/docker/${two}\t-\npool/docker/${one}\tpool/docker/${two}@123\n`;
    expect(parse('zfs', { entries: record(one), origins }).needs).toEqual({ [one]: [two] });
  });

  it('devicemapper: the pool’s own records are no layers', () => {
    const entries =
      record(one, '8180') + record('base', '8180') + record('deviceset-metadata', '8180') + record('.tmp123', '8180');
    expect(parse('devicemapper', { entries }).entries.map((entry) => entry.name)).toEqual([one]);
  });
});

describe('btrfs', () => {
  it('gives no birth where the subvolumes are not known: a snapshot inherits its source’s', () => {
    expect(parse('btrfs', { entries: record(one) }).entries[0]).toMatchObject({
      birthSeconds: null,
      birthSource: 'none',
    });
  });
});
