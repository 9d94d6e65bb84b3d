import { describe, expect, test } from 'vitest';
import { engineFaults, faultsOf } from './engine-faults.ts';
import { isOlder } from './version-order.ts';

const ids = (version: string, store: 'graphdriver' | 'containerd') => faultsOf(version, store).map(({ id }) => id);

describe('faults of a version of Docker', () => {
  test.each([
    ['24.0.2', 'export-keeps-layer', true],
    ['27.5.1', 'export-keeps-layer', true],
    ['28.0.0', 'export-keeps-layer', false],
    ['23.0.10', 'parallel-exports-register-twice', true],
    ['23.0.11', 'parallel-exports-register-twice', false],
    ['24.0.9', 'parallel-exports-register-twice', true],
    ['25.0.5', 'parallel-exports-register-twice', false],
    ['29.1.3', 'failed-create-keeps-init-layer', true],
    ['29.1.4', 'failed-create-keeps-init-layer', false],
    ['29.1.5', 'failed-registration-keeps-layer', true],
    ['29.2.0', 'failed-registration-keeps-layer', false],
    ['29.3.1', 'images-in-use-reclaimable', true],
    ['28.5.2', 'images-in-use-reclaimable', false],
    ['29.5.3', 'build-cache-rule-never-matches', true],
    ['29.6.0', 'build-cache-rule-never-matches', false],
    ['29.5.3', 'images-count-all-snapshots', false],
  ])('%s, graph driver: %s %s', (version, id, has) => {
    expect(ids(version, 'graphdriver').includes(id)).toBe(has);
  });

  test('the containerd store has its own', () => {
    expect(ids('28.5.2', 'containerd')).toEqual([
      'build-cache-rule-never-matches',
      'images-count-all-snapshots',
      'prune-reports-too-little',
    ]);
    expect(ids('29.6.0', 'containerd')).toEqual([]);
  });

  test('nothing is known of a version that cannot be read', () => {
    expect(ids('', 'graphdriver')).toEqual([]);
    expect(ids('master-dev', 'containerd')).toEqual([]);
  });

  test('each range ends at a release that the text names', () => {
    for (const { versions, fixedIn } of engineFaults)
      for (const [from, before] of versions) {
        expect(isOlder(from, before)).toBe(true);
        expect(fixedIn).toContain(before);
      }
  });
});
