import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader } from './attached-shell-channel.ts';

function frame(streamNumber: number, text: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt8(streamNumber, 0);
  header.writeUInt32BE(text.length, 4);
  return Buffer.concat([header, text]);
}

describe('the frames of an attached stream', () => {
  it('come out whole and apart, however the network cuts them', () => {
    const frames = fc.array(fc.tuple(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 50 })), { maxLength: 12 });
    const cuts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    fc.assert(
      fc.property(frames, cuts, (sent, sizes) => {
        const wire = Buffer.concat(sent.map(([number, bytes]) => frame(number, Buffer.from(bytes))));
        const received: Record<number, Buffer[]> = { 1: [], 2: [] };
        const reader = new FrameReader((number, chunk) => received[number]?.push(Buffer.from(chunk)));
        for (let at = 0, turn = 0; at < wire.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1;
          reader.push(wire.subarray(at, at + size));
          at += size;
        }
        expect(reader.isInsideFrame).toBe(false);
        for (const number of [1, 2]) {
          const expected = sent.filter(([stream]) => stream === number).map(([, bytes]) => Buffer.from(bytes));
          expect(Buffer.concat(received[number] ?? [])).toEqual(Buffer.concat(expected));
        }
      }),
    );
  });

  it('that stop in the middle are known to be unfinished', () => {
    const reader = new FrameReader(() => {});
    reader.push(frame(1, Buffer.from('hello')).subarray(0, 10));
    expect(reader.isInsideFrame).toBe(true);
  });

  it('that are none are refused: a terminal stream has no frames', () => {
    const reader = new FrameReader(() => {});
    expect(() => reader.push(Buffer.from('plain text output'))).toThrow('framing');
  });
});
