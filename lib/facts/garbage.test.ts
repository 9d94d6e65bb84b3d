import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParseFailure } from '../domain/errors.ts';
import { atOnce } from '../domain/slices.ts';
import { type Collector, inPiecesOf } from './collectors/collector.ts';
import { registry } from './collectors/registry.generated.ts';
import { SectionOutput } from './collectors/section-output.ts';
import { type Frame, readFrame } from './frame.ts';
import { capturedFrame, capturedKinds, factsOf } from './testing/captured-scan.ts';

/**
 * A host may send anything: a parser answers with a value or a ParseFailure, never with another error, never with an empty value
 * where something was sent. The corpora are the captured scans, cut, swapped and overwritten.
 */
const frames = capturedKinds.map((kind) => capturedFrame(kind));
const contexts = new Map(frames.map((frame) => [frame, factsOf(frame).context]));
const own = registry.filter((collector) => frames[0]?.sections.has(collector.id));

function partsOf(frame: Frame, id: string): { name: string; bytes: Buffer }[] {
  const section = frame.sections.get(id);
  if (section === undefined || typeof section === 'string') throw new Error(`no section ${id}`);
  return section.output.names.map((name) => ({ name, bytes: section.output.part(name) }));
}

function outputFrom(id: string, parts: readonly { name: string; bytes: Buffer }[]): SectionOutput {
  const nonce = 'n';
  const body = parts.flatMap((part) => [Buffer.from(`\n==bilge:${nonce}:part:${part.name}==\n`), part.bytes]);
  return new SectionOutput({ id, nonce, body: Buffer.concat(body) });
}

function parse(collector: Collector, frame: Frame, parts: readonly { name: string; bytes: Buffer }[]): unknown {
  const context = contexts.get(frame);
  if (context === undefined) throw new Error('no context');
  try {
    return atOnce(inPiecesOf(collector.parse(outputFrom(collector.id, parts), context)));
  } catch (error) {
    if (error instanceof ParseFailure) return error;
    throw error;
  }
}

const damage = fc.record({
  frame: fc.nat(frames.length - 1),
  part: fc.nat(20),
  kind: fc.constantFrom('cut', 'overwrite', 'drop', 'duplicate', 'random'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 60 }),
});

describe.each(own.map((collector) => collector.id))('the parser of %s', (id) => {
  const collector: Collector | undefined = registry.find((each) => each.id === id);
  if (collector === undefined) throw new Error(`no collector ${id}`);

  it('answers damaged output with a value or a ParseFailure', () => {
    fc.assert(
      fc.property(damage, ({ frame: index, part, kind, at, bytes }) => {
        const frame = frames[index];
        if (frame === undefined) throw new Error('no frame');
        const parts = partsOf(frame, id);
        const victim = part % parts.length;
        const old = parts[victim]?.bytes ?? Buffer.alloc(0);
        const place = Math.floor(old.length * at);
        const changed = {
          cut: old.subarray(0, place),
          overwrite: Buffer.concat([old.subarray(0, place), bytes, old.subarray(place + bytes.length)]),
          random: Buffer.from(bytes),
          duplicate: Buffer.concat([old, old]),
          drop: old,
        }[kind];
        parts[victim] = { name: parts[victim]?.name ?? '', bytes: changed };
        if (kind === 'drop') parts.splice(victim, 1);
        parse(collector, frame, parts);
      }),
      { numRuns: 200 },
    );
  });

  it('takes nothing at all for a failure, not for an empty answer', () => {
    const [frame] = frames;
    if (frame === undefined) throw new Error('no frame');
    const read = parse(collector, frame, []);
    // Where there is no btrfs the script names no part: that emptiness is real.
    if (id === 'btrfs' || id === 'btrfsUsage') expect(read).toEqual([]);
    else expect(read).toBeInstanceOf(ParseFailure);
  });

  it('never makes an empty list of noise', () => {
    fc.assert(
      fc.property(fc.nat(frames.length - 1), fc.uint8Array({ minLength: 1, maxLength: 80 }), (index, noise) => {
        const frame = frames[index];
        if (frame === undefined) throw new Error('no frame');
        const parts = partsOf(frame, id).map((part) => ({ ...part, bytes: Buffer.from([0x21, ...noise]) }));
        fc.pre(parts.length > 0);
        expect(parse(collector, frame, parts)).toBeInstanceOf(ParseFailure);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the frame', () => {
  it('reads any bytes without another error than ParseFailure', () => {
    const [frame] = frames;
    expect(frame?.isDone).toBe(true);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.string(), (bytes, stderr) => {
        const context = Buffer.from(`\n==bilge:n:context==\n0\0/a\0/a\0overlay2\0`);
        const whole = Buffer.concat([
          context,
          Buffer.from('\n==bilge:n:begin:x:gzip==\n'),
          bytes,
          Buffer.from('\n==bilge:n:end:x:0:1==\n'),
        ]);
        expect(['damaged', 'object']).toContain(
          typeof readFrame(whole, stderr, 'n').sections.get('x') === 'object'
            ? 'object'
            : readFrame(whole, stderr, 'n').sections.get('x'),
        );
        expect(() => readFrame(Buffer.from(bytes), stderr, 'n')).toThrow(ParseFailure);
      }),
      { numRuns: 200 },
    );
  });
});
