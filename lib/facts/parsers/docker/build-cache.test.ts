import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { known, notCollected } from '../../../domain/fact.ts';
import { outputOf } from '../../collectors/section-output.ts';
import { parseBuildCache } from './build-cache.ts';
import { parseBuildkitSnapshots } from './buildkit-snapshots.ts';

/**
 * Docker 20.10.24 (Debian 12), ext4, 2026-11-21: one Dockerfile (COPY, RUN, RUN with a cache mount) built twice. `docker system df -v` said:
 *
 *   soodpkw77u2j exec.cachemount 2B shared=false   tp3heaqniqi5 regular 0B true     x8w7jo0afhnb regular 3B true
 *   4ueexli5bs9o regular 100kB true                3u2qz1n8s78c source.local 3B false   o15gj727iidt regular 0B true
 *   ydettebjmk9r source.local 107B false           yst0wkncn67m source.local 0B false
 */
const sample = (name: string) =>
  gunzipSync(fs.readFileSync(fileURLToPath(new URL(`../samples/bolt/${name}.gz`, import.meta.url))));
const file = sample('metadata_v2.db');
const head = file.subarray(0, 69_632);
const bytes = sample('snapshots.db');
const snapshots = known(parseBuildkitSnapshots([{ metasBefore: bytes, file: bytes, metasAfter: bytes }]));
const chains = snapshots.value.buckets.flatMap((bucket) =>
  bucket.chainId === null ? [] : [bucket.chainId.replace('sha256:', '')],
);
const layerdb = known({
  driver: 'overlay2',
  path: '/r',
  chains: chains.map((name) => ({ name, cacheId: null, parent: null, sizeBytes: null, isRemoving: false })),
  mounts: [],
  writeSets: [],
  unreadableEntries: [],
});
const output = outputOf('buildCache', { 'before:metadata:1': head, 'file:metadata:1': file, 'after:metadata:1': head });

describe('the build cache on disk', () => {
  it('is what the Engine shows', () => {
    const rows = parseBuildCache(output, snapshots, layerdb).map(
      (row) => `${row.id.slice(0, 12)} ${row.type} ${row.sizeBytes} ${row.shared}`,
    );
    expect(rows.sort()).toEqual([
      '3u2qz1n8s78c source.local 3 false',
      '4ueexli5bs9o regular 100000 true',
      'o15gj727iidt regular 0 true',
      'soodpkw77u2j exec.cachemount 2 false',
      'tp3heaqniqi5 regular 0 true',
      'x8w7jo0afhnb regular 3 true',
      'ydettebjmk9r source.local 107 false',
      'yst0wkncn67m source.local 0 false',
    ]);
  });

  it('has times and parents', () => {
    const row = parseBuildCache(output, snapshots, layerdb).find((each) => each.sizeBytes === 100_000);
    expect(row?.createdAt?.slice(0, 10)).toBe('2026-11-21');
    expect(row?.parents[0]?.slice(0, 12)).toBe('x8w7jo0afhnb');
  });

  it('is empty where BuildKit never ran, unknown where it kept changing or its layers are unknown', () => {
    expect(parseBuildCache(outputOf('buildCache', { absent: '' }), snapshots, layerdb)).toEqual([]);
    expect(() => parseBuildCache(output, notCollected, layerdb)).toThrow(/snapshots are unknown/);
    expect(() => parseBuildCache(output, snapshots, notCollected)).toThrow(/layers are unknown/);
    expect(() => parseBuildCache(outputOf('buildCache', {}), snapshots, layerdb)).toThrow(/not brought/);
    const other = Buffer.from(head);
    other.copyWithin(0, 4096, 8192);
    const moved = outputOf('buildCache', {
      'before:metadata:1': other,
      'file:metadata:1': file,
      'after:metadata:1': head,
    });
    expect(() => parseBuildCache(moved, snapshots, layerdb)).toThrow();
  });
});
