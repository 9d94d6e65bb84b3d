import { expect, it } from 'vitest';
import { boundedText } from './bounded-text.ts';

const limit = { bytes: 12, words: '12 bytes' };
const streamed = (pieces: readonly Uint8Array[]): Request => {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  return new Request('http://nas/api/v1/diagnose', { method: 'POST', body, ...{ duplex: 'half' } });
};

it('counts bytes, not characters', async () => {
  expect(await boundedText(new Request('http://nas/', { method: 'POST', body: 'abcdefghijkl' }), limit)).toHaveLength(
    12,
  );
  const four = '😀'.repeat(4);
  expect(four.length).toBeLessThan(limit.bytes);
  await expect(boundedText(new Request('http://nas/', { method: 'POST', body: four }), limit)).rejects.toThrow(
    /12 bytes/,
  );
});

it('stops reading where it is more, without being told the length', async () => {
  let taken = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      taken += 1;
      controller.enqueue(new Uint8Array(5));
    },
  });
  const request = new Request('http://nas/', { method: 'POST', body: endless, ...{ duplex: 'half' } });
  await expect(boundedText(request, limit)).rejects.toThrow(/larger than 12 bytes/);
  expect(taken).toBeLessThan(8);
});

it('puts a character together that came in two pieces', async () => {
  const bytes = new TextEncoder().encode('é€');
  expect(await boundedText(streamed([bytes.slice(0, 1), bytes.slice(1, 3), bytes.slice(3)]), limit)).toBe('é€');
  expect(await boundedText(new Request('http://nas/', { method: 'POST' }), limit)).toBe('');
});
