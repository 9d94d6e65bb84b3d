import { expect, it } from 'vitest';
import { readFrame, readFrameApart } from './frame.ts';
import { capturedBytes, capturedKinds } from './testing/captured-scan.ts';

it.each(capturedKinds)(
  'the captured scan of %s reads alike at once and unpacked apart, whole, damaged or cut',
  async (kind) => {
    const { bytes, marks, nonce } = capturedBytes(kind);
    const damaged = Buffer.from(bytes);
    const packed = damaged.indexOf(':gzip==\n');
    expect(packed).toBeGreaterThan(0);
    damaged.fill(0xff, packed + 30, packed + 60);
    for (const each of [bytes, damaged, bytes.subarray(0, bytes.length / 2)]) {
      const atOnce = readFrame(each, marks, nonce);
      expect(await readFrameApart(each, marks, nonce)).toEqual(atOnce);
    }
    expect([...readFrame(damaged, marks, nonce).sections.values()]).toContain('damaged');
  },
);
