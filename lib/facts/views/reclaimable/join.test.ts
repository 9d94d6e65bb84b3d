import { describe, expect, it } from 'vitest';
import { known, notCollected } from '../../../domain/fact.ts';
import { type ReclaimableKind, type ReclaimableObject, reclaimableKinds } from '../../../domain/reclaimable.ts';
import { joined } from './join.ts';

const object = (
  kind: ReclaimableKind,
  path: string | null,
  bytes: number | null,
  id = path ?? kind,
): ReclaimableObject => ({
  kind,
  id,
  path,
  bytes: bytes === null ? notCollected : known(bytes),
  exact: true,
});
const totalOf = (...objects: ReclaimableObject[]) => joined(objects).totalBytes;

describe('what is reclaimable, joined', () => {
  it('counts an object once that two kinds name, as the first of them', () => {
    const [volume, nested] = [object('volumes', '/v/a/_data', 12), object('nested-docker', '/v/a/_data', 12)];
    for (const order of [
      [volume, nested],
      [nested, volume],
    ]) {
      expect(joined(order)).toMatchObject({
        totalBytes: 12,
        parts: [{ kind: 'nested-docker', bytes: 12, objects: 1 }],
      });
    }
  });

  it('counts what lies in another object with that one, and not a neighbour whose name begins alike', () => {
    expect(totalOf(object('volumes', '/v/a', 50), object('leaked-layers', '/v/a/btrfs/x', 20))).toBe(50);
    expect(
      totalOf(object('volumes', '/v/a', 50), object('volumes', '/v/a b', 20), object('volumes', '/v/a/c', 5)),
    ).toBe(70);
  });

  it('takes what is known inside of an object without a size for the least that it holds', () => {
    const parts = joined([object('volumes', '/v/a', null), object('nested-docker', '/v/a/x', 20)]);
    expect(parts).toMatchObject({ totalBytes: 20, exact: false, atLeast: true });
    expect(parts.parts).toEqual([{ kind: 'volumes', bytes: 20, exact: false, atLeast: true, objects: 1 }]);
  });

  it('never says zero of what is unknown', () => {
    expect(joined([object('quarantine', '/q/a', null)])).toMatchObject({ totalBytes: 0, atLeast: true, exact: false });
    expect(joined([], [{ kind: 'images', detail: 'x' }])).toMatchObject({ totalBytes: 0, atLeast: true, exact: false });
    expect(joined([])).toMatchObject({ totalBytes: 0, atLeast: false, exact: true });
  });

  it('counts an image as one object, however many layers it has', () => {
    const layer = (name: string) => ({ ...object('images', `/l/${name}`, 10), isPartOfAnother: true as const });
    expect(joined([object('images', null, 0, 'image a'), layer('x'), layer('y'), layer('x')])).toMatchObject({
      parts: [{ kind: 'images', bytes: 20, objects: 1 }],
    });
  });
});

/** A small generator of its own, so that a failure repeats. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('joining objects that overlap in any way', () => {
  it('totals the union of their bytes, in whatever order and however often each is named', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const pick = random(seed);
      // A tree of directories, each with bytes of its own; the size of an object is all that lies at or below it.
      const paths = new Map<string, number>([['', 0]]);
      for (let made = 0; made < 14; made += 1) {
        const parent = [...paths.keys()][pick(paths.size)] ?? '';
        paths.set(`${parent}/${['a', 'b', 'a b', 'a-', 'ab'][pick(5)]}`, 1 + pick(1000));
      }
      paths.delete('');
      const below = (top: string) => [...paths].filter(([path]) => path === top || path.startsWith(`${top}/`));
      const bytesOf = (some: Iterable<[string, number]>) => [...some].reduce((sum, [, bytes]) => sum + bytes, 0);
      const named = Array.from({ length: 1 + pick(10) }, () => [...paths.keys()][pick(paths.size)] ?? '/a');
      const objects = named.map((path) =>
        object(
          reclaimableKinds[pick(reclaimableKinds.length)] ?? 'images',
          path,
          bytesOf(below(path)),
          `${path} ${pick(99)}`,
        ),
      );
      const union = new Map(named.flatMap(below));
      const { totalBytes, parts } = joined(objects);
      expect(totalBytes, `seed ${seed}`).toBe(bytesOf(union));
      expect(parts.reduce((sum, part) => sum + part.bytes, 0)).toBe(totalBytes);
      expect(joined([...objects].reverse()).totalBytes).toBe(totalBytes);
    }
  });
});
