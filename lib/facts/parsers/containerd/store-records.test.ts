import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FramedSection } from '../../frame.ts';
import { capturedFrame } from '../../testing/captured-scan.ts';
import { reachable } from '../../views/containerd/reach.ts';
import { storeGraph } from '../../views/containerd/store-graph.ts';
import { readBolt } from './bbolt.ts';
import type { BoltBucket } from './bbolt-bucket.ts';
import { consistentDatabase } from './bolt-readings.ts';
import { bucketAt } from './bolt-values.ts';
import { storeRecords } from './store-records.ts';
import { type BoltTree, boltFile, goTime, goVarint } from './testing/bolt-file.ts';

function v1Of(root: BoltBucket | undefined): BoltBucket {
  const v1 = bucketAt(root, 'v1');
  if (v1 === null) throw new Error('no v1');
  return v1;
}

const recordsOf = (v1: BoltTree) => storeRecords(v1Of(readBolt(boltFile({ v1 })).root));

describe('the records of a real store (26.1.5, containerd 1.7.24)', () => {
  const section = capturedFrame('containerd').sections.get('containerd') as FramedSection;
  const records = storeRecords(v1Of(consistentDatabase(section.output, 'meta')?.root));
  const [moby] = records.namespaces.filter(({ name }) => name === 'moby');

  it('name the image, its blobs with their sizes and labels, the snapshots, and the lease with what it holds', () => {
    const id = moby?.leases[0]?.id ?? '';
    expect(id).toMatch(/^[0-9a-f]{64}$/);
    expect(moby?.leases).toEqual([
      {
        id,
        createdAt: '2026-11-21T03:57:00.547Z',
        labels: {},
        content: [],
        snapshots: [id, `${id}-init`].map((key) => ({ snapshotter: 'overlayfs', key })),
        ingests: [],
        images: [],
      },
    ]);
    expect(moby?.snapshots.map(({ name }) => name?.split('/')[0])).toEqual(['moby', 'moby', 'moby']);
    const own = moby?.snapshots.find(({ key }) => key === id);
    expect([own?.parent, own?.snapshotter]).toEqual([`${id}-init`, 'overlayfs']);
    expect(moby?.images).toHaveLength(1);
    const digests = moby?.content.map(({ digest }) => digest) ?? [];
    expect(digests).toContain(moby?.images[0]?.digest);
    expect(moby?.content.every(({ sizeBytes }) => (sizeBytes ?? 0) > 0)).toBe(true);
    expect(moby?.containers.map((each) => [each.id, each.snapshotter])).toEqual([[id, null]]);
  });

  it('hold everything: no object is left to the collector, and without the lease its container is', () => {
    const graph = storeGraph(records, Date.parse('2026-11-21T04:00:00Z'));
    expect(graph.unknownLabels).toEqual([]);
    const seen = reachable(graph.edges, [0]);
    const unheld = graph.objects.filter(({ type, namespace, key }) => seen[graph.nodeOf(type, namespace, key)] !== 1);
    expect(unheld).toEqual([]);
    const id = moby?.leases[0]?.id ?? '';
    const without = reachable(graph.edges, [0], new Set([graph.nodeOf('lease', 'moby', id)]));
    const lost = graph.objects.filter(
      ({ type, namespace, key }) => type === 'snapshot' && without[graph.nodeOf(type, namespace, key)] !== 1,
    );
    expect(lost.map(({ key }) => key).sort()).toEqual([`overlayfs/${id}`, `overlayfs/${id}-init`].sort());
  });
});

describe('the records of a store', () => {
  it('tell namespaces and snapshotters apart, and keep the labels that are read', () => {
    const labels = { 'containerd.io/gc.ref.content.config': 'sha256:c', 'other.io/x': 'y' };
    const records = recordsOf({
      version: goVarint(3, true),
      moby: {
        images: {
          'a:1': { target: { digest: 'sha256:m', mediatype: 'x' }, labels, createdat: goTime('2026-01-01T00:00:00Z') },
        },
        content: {
          blob: { 'sha256:m': { size: goVarint(300, true), labels } },
          ingests: {
            'layer-1': { ref: 'moby/7/layer-1', expireat: goTime('2026-01-02T00:00:00Z'), expected: 'sha256:e' },
          },
        },
        snapshots: {
          overlayfs: { k: { name: 'moby/3/k', parent: 'p', children: { x: '' } } },
          native: { k: { name: 'moby/1/k' } },
        },
        leases: {
          l: {
            createdat: goTime('2026-03-04T05:06:07.089Z'),
            labels: { 'moby/prune.images': 'true' },
            content: { 'sha256:m': '' },
            snapshots: { overlayfs: { k: '' } },
            ingests: { 'layer-1': '' },
            images: { 'a:1': '' },
          },
        },
        containers: { c: { snapshotter: '', snapshotKey: '' } },
      },
      'k8s.io': { snapshots: { overlayfs: { k: { name: 'k8s.io/9/k' } } }, sandboxes: { s: { labels } } },
    });
    const kept = { 'containerd.io/gc.ref.content.config': 'sha256:c' };
    const [moby, other] = records.namespaces;
    expect(moby).toEqual({
      name: 'moby',
      images: [{ name: 'a:1', digest: 'sha256:m', labels: kept }],
      content: [{ digest: 'sha256:m', sizeBytes: 300, labels: kept }],
      ingests: [
        {
          ref: 'layer-1',
          folder: createHash('sha256').update('moby/7/layer-1').digest('hex'),
          expiresAt: '2026-01-02T00:00:00.000Z',
          expected: 'sha256:e',
        },
      ],
      snapshots: [
        { snapshotter: 'overlayfs', key: 'k', name: 'moby/3/k', parent: 'p', labels: {} },
        { snapshotter: 'native', key: 'k', name: 'moby/1/k', parent: null, labels: {} },
      ],
      leases: [
        {
          id: 'l',
          createdAt: '2026-03-04T05:06:07.089Z',
          labels: { 'moby/prune.images': 'true' },
          content: ['sha256:m'],
          snapshots: [{ snapshotter: 'overlayfs', key: 'k' }],
          ingests: ['layer-1'],
          images: ['a:1'],
        },
      ],
      containers: [{ id: 'c', snapshotter: null, snapshotKey: null, labels: {} }],
      sandboxes: [],
    });
    expect([other?.name, other?.snapshots.length, other?.sandboxes]).toEqual([
      'k8s.io',
      1,
      [{ id: 's', labels: kept }],
    ]);
  });

  it('are refused where the database is of a newer version', () => {
    expect(() => recordsOf({ version: goVarint(5, true), moby: {} })).toThrow(/version 5/);
  });
});
