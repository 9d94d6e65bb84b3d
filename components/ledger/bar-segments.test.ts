import { describe, expect, it } from 'vitest';
import { known } from '../../lib/domain/fact.ts';
import { heldBackBytes } from '../../lib/domain/space.ts';
import type { LedgerRow, LedgerRowId } from '../../lib/domain/storage-report.ts';
import { judgeRecording, readRecording, recordedNames } from '../../test/states/recorded-states.ts';
import { filesystemSegments, sizeOf } from './bar-segments.ts';

const sum = (segments: readonly { bytes: number }[]) => segments.reduce((all, { bytes }) => all + bytes, 0);
const row = (id: LedgerRowId, bytes: number): LedgerRow => ({
  filesystem: 'fs',
  row: id,
  bytes: known(bytes),
  exact: false,
  how: '',
  measuredAt: null,
  objects: null,
});
const btrfs = { type: 'btrfs', totalBytes: 4000, usedBytes: 3300, freeBytes: 150 };

describe('the bar of a filesystem', () => {
  it.each(recordedNames())('%s: its segments add up to its size, and the empty one is what is free', (name) => {
    const recording = readRecording(name);
    const { ledger } = judgeRecording(recording).storage;
    const { filesystems } = recording.facts.sections;
    if (ledger.state === 'unknown' || filesystems.state === 'unknown') throw new Error('There is no ledger.');
    const drawn = filesystems.value.filter(({ id }) => ledger.value.some(({ filesystem }) => filesystem === id));
    expect(drawn.length).toBeGreaterThan(0);
    for (const filesystem of drawn) {
      const rows = ledger.value.filter((each) => each.filesystem === filesystem.id);
      const segments = filesystemSegments(rows, filesystem);
      expect(sum(segments)).toBe(sizeOf(filesystem));
      expect(segments.find(({ id }) => id === 'free')?.bytes ?? 0).toBe(filesystem.freeBytes);
      expect(segments.find(({ id }) => id === 'held-back')?.bytes ?? 0).toBe(heldBackBytes(filesystem));
      expect(rows.filter(({ bytes }) => bytes.state === 'known' && bytes.value < 0)).toEqual([]);
    }
  });

  it('names what btrfs cannot hand out, and what no row explains', () => {
    const segments = filesystemSegments([row('image-layers', 1000), row('leaked-layers', 300)], btrfs);
    expect(segments.map(({ id, bytes }) => [id, bytes])).toEqual([
      ['image-layers', 1000],
      ['leaked-layers', 300],
      ['unaccounted', 2000],
      ['held-back', 550],
      ['free', 150],
    ]);
  });

  it('is no longer than the filesystem where rows overlap', () => {
    const segments = filesystemSegments(
      [row('image-layers', 3000), row('volumes', 400), row('leaked-layers', 10)],
      btrfs,
    );
    expect(sum(segments)).toBe(4000);
    expect(segments.find(({ id }) => id === 'leaked-layers')?.bytes).toBe(10);
  });

  it('is as long as used and free together where a filesystem tells more than its size', () => {
    const odd = { ...btrfs, freeBytes: 1000 };
    expect(sum(filesystemSegments([], odd))).toBe(4300);
  });
});
