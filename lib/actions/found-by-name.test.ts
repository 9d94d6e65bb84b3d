import { expect, it } from 'vitest';
import { readRecording, recordedNames } from '../../test/states/recorded-states.ts';
import type { BtrfsSubvolume } from '../domain/storage-facts.ts';
import { directoryNamed, layerSubvolumes } from './found-by-name.ts';

/** The same by searching everything, as the facts have it. */
function searched(subvolumes: readonly BtrfsSubvolume[], directory: string, name: string) {
  const own = subvolumes.find(
    ({ hostPath, path }) => hostPath === `${directory}/${name}` || path.endsWith(`btrfs/subvolumes/${name}`),
  );
  return { own, nested: own === undefined ? [] : subvolumes.filter(({ path }) => path.startsWith(`${own.path}/`)) };
}

const ids = (subvolumes: readonly BtrfsSubvolume[]): number[] => subvolumes.map(({ id }) => id).sort((a, b) => a - b);

it('finds on every recorded host what a search of everything finds', () => {
  let found = 0;
  let nested = 0;
  for (const recorded of recordedNames()) {
    const { sections } = readRecording(recorded).facts;
    const { driverDirectories, btrfs } = sections;
    // Beside and below each what only looks as if it were inside, and what is.
    if (btrfs.state === 'known')
      for (const { subvolumes } of btrfs.value)
        for (const [at, own] of [...subvolumes].entries())
          for (const [more, end] of ['/inner', '/a/b', '-init', '0', '/'].entries())
            subvolumes.push({ ...own, id: 1e6 + at * 10 + more, path: `${own.path}${end}`, hostPath: null });
    if (driverDirectories.state === 'unknown') continue;
    const { entries, path } = driverDirectories.value;
    const all = btrfs.state === 'known' ? btrfs.value.flatMap((each) => each.subvolumes) : [];
    const parts = all.flatMap((each) => each.path.split('/'));
    for (const name of new Set([...entries.map((entry) => entry.name), ...parts, 'nothing', ''])) {
      expect(directoryNamed(driverDirectories.value, name)).toBe(entries.find((entry) => entry.name === name));
      const answer = layerSubvolumes(sections, path, name);
      const expected = searched(all, path, name);
      expect(answer.own).toBe(expected.own);
      expect(ids(answer.nested)).toEqual(ids(expected.nested));
      found += answer.own === undefined ? 0 : 1;
      nested += answer.nested.length;
    }
  }
  expect(found).toBeGreaterThan(20);
  expect(nested).toBeGreaterThan(0);
});
