import { describe, expect, test } from 'vitest';
import { ParseFailure } from '../../domain/errors.ts';
import { fakeDocker } from '../testing/fake-docker.ts';
import { readBuildCache } from './build-cache.ts';

const record = { ID: 'b', Type: 'regular', InUse: false, Size: 4, Parents: ['a'] };
const engine = (apiVersion: string, answer: unknown) =>
  fakeDocker({ dataRoot: '/d', driver: 'overlay2', apiVersion, answers: { '/system/df': answer } });

/** Forms of the answer at moby’s tags: v28.5.2 (1.51), docker-v29.0.0 (1.52, both forms without `verbose`), docker-v29.7.2 (1.55). */
describe('the build cache that the Engine lists', () => {
  test.each([
    ['1.51', { LayersSize: 0, BuildCache: [record] }],
    ['1.52', { BuildCacheUsage: { TotalCount: 1, TotalSize: 4, Reclaimable: 4, Items: [record] } }],
    ['1.52', { BuildCache: [record], BuildCacheUsage: { TotalCount: 1, Items: [record] } }],
    ['1.55', { BuildCacheUsage: { ActiveCount: 1, TotalCount: 1, TotalSize: 4, Items: [record] } }],
  ])('API %s, one record', async (apiVersion, answer) => {
    const docker = engine(apiVersion, answer);
    expect(await readBuildCache(docker)).toMatchObject([{ id: 'b', sizeBytes: 4, parents: ['a'] }]);
    expect(docker.asked[0]?.query).toEqual({ type: 'build-cache', verbose: true });
  });

  test.each([
    ['1.42', { BuildCache: null }],
    ['1.51', { LayersSize: 0, BuildCache: [] }],
    ['1.55', { BuildCacheUsage: {} }],
  ])('API %s, none', async (apiVersion, answer) => {
    expect(await readBuildCache(engine(apiVersion, answer))).toEqual([]);
  });

  test.each([
    ['a field that is not there', '1.55', {}],
    ['the same, before 1.52', '1.51', { LayersSize: 0 }],
    ['sums without a list', '1.55', { BuildCacheUsage: { TotalCount: 3, TotalSize: 12 } }],
    ['fewer records than counted', '1.55', { BuildCacheUsage: { TotalCount: 3, Items: [record] } }],
  ])('unknown, not empty: %s', async (_, apiVersion, answer) => {
    await expect(readBuildCache(engine(apiVersion, answer))).rejects.toBeInstanceOf(ParseFailure);
  });
});
