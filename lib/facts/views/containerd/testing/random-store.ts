import fc from 'fast-check';
import type { ContainerdNamespace, ContainerdRecords, GcLabels } from '../../../../domain/containerd-facts.ts';

/** Small stores with every kind of edge, many of them to things that are not there. Names are few, so that they meet. */
export const storeNow = Date.parse('2026-11-20T12:00:00Z');

const digest = fc.constantFrom(...Array.from({ length: 7 }, (_, index) => `sha256:${index}`));
const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const snapshotter = fc.constantFrom('overlayfs', 'native');
const image = fc.constantFrom('one', 'two', 'three');
const id = fc.constantFrom('k1', 'k2', 'k3');
const when = fc.constantFrom('2026-11-20T11:00:00Z', '2026-11-20T13:00:00+00:00', 'soon', '2026-11-20T12:00:00Z');

const label: fc.Arbitrary<[string, string]> = fc.oneof(
  fc.tuple(fc.constantFrom('ref.content', 'ref.content.l.0', 'ref.content/x', 'ref.contents', 'bref.content'), digest),
  fc.tuple(fc.constantFrom('ref.image', 'ref.image.1', 'bref.image', 'bref.image/x'), image),
  fc.tuple(fc.constantFrom('ref.snapshot.overlayfs', 'ref.snapshot.native/1', 'bref.snapshot.overlayfs'), key),
  fc.tuple(fc.constant('bref.container'), id),
  fc.tuple(fc.constantFrom('root', 'root.mine'), fc.constant('x')),
  fc.tuple(fc.constant('expire'), when),
);

const labels: fc.Arbitrary<GcLabels> = fc
  .array(label, { maxLength: 2 })
  .map((all) => Object.fromEntries(all.map(([name, value]) => [`containerd.io/gc.${name}`, value])));

const leaseLabels: fc.Arbitrary<GcLabels> = fc.record(
  { 'containerd.io/gc.flat': fc.constant('1'), 'containerd.io/gc.expire': when },
  { requiredKeys: [] },
);

function namespace(name: string): fc.Arbitrary<ContainerdNamespace> {
  const some = <T>(each: fc.Arbitrary<T>, by: (value: T) => string, maxLength = 4) =>
    fc.uniqueArray(each, { maxLength, selector: by });
  return fc.record({
    name: fc.constant(name),
    images: some(fc.record({ name: image, digest: fc.option(digest, { freq: 9 }), labels }), (each) => each.name, 3),
    content: some(fc.record({ digest, sizeBytes: fc.nat(1000), labels }), (each) => each.digest, 7),
    ingests: some(
      fc.record({
        ref: key,
        folder: fc.constant(null),
        expiresAt: fc.option(fc.constantFrom('2026-11-20T11:00:00.000Z', '2026-11-20T13:00:00.000Z')),
        expected: fc.option(digest),
      }),
      (each) => each.ref,
      2,
    ),
    snapshots: some(
      fc.record({ snapshotter, key, name: fc.constant(null), parent: fc.option(key, { freq: 3 }), labels }),
      (each) => `${each.snapshotter}/${each.key}`,
      9,
    ),
    leases: some(
      fc.record({
        id,
        createdAt: fc.constant(null),
        labels: leaseLabels,
        content: fc.array(digest, { maxLength: 2 }),
        snapshots: fc.array(fc.record({ snapshotter, key }), { maxLength: 2 }),
        ingests: fc.array(key, { maxLength: 1 }),
        images: fc.array(image, { maxLength: 1 }),
      }),
      (each) => each.id,
      3,
    ),
    containers: some(
      fc.record({ id, snapshotter: fc.option(snapshotter), snapshotKey: fc.option(key), labels }),
      (each) => each.id,
      2,
    ),
    sandboxes: some(fc.record({ id, labels }), (each) => each.id, 1),
  });
}

export const randomRecords: fc.Arbitrary<ContainerdRecords> = fc
  .tuple(namespace('moby'), namespace('k8s.io'))
  .map((namespaces) => ({ namespaces }));
