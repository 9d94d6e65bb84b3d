import { describe, expect, test } from 'vitest';
import { parseHumanSize } from './human-size.ts';

describe('parseHumanSize', () => {
  test.each([
    ['107.4 GB', 107_400_000_000],
    ['65.54kB', 65_540],
    ['0 B', 0],
    ['0B', 0],
    ['2.873TB', 2_873_000_000_000],
    ['1.00GiB', 2 ** 30],
    ['873.80MiB', Math.round(873.8 * 2 ** 20)],
    ['3.4T', Math.round(3.4 * 2 ** 40)],
    ['5,3G', Math.round(5.3 * 2 ** 30)],
    ['512', 512],
    ['<10.00g', 10 * 2 ** 30],
    ['16.00KiB', 16_384],
  ])('%s', (text, bytes) => {
    expect(parseHumanSize(text)).toBe(bytes);
  });
  test.each(['', 'GB', '12 apples', '1.2.3GB', '--', '12iB', 'NaN', '-5GB'])('%s is no size', (text) => {
    expect(parseHumanSize(text)).toBeNull();
  });
  test('old btrfs-progs mean GiB by GB', () => {
    expect(parseHumanSize('1.00GB', { binary: true })).toBe(2 ** 30);
  });
});
