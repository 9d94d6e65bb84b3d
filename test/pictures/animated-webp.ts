/**
 * Several still WebP pictures of one size, shown one after the other for ever. The container format is that of
 * https://developers.google.com/speed/webp/docs/riff_container: each still's picture chunk goes into a frame as it is.
 */
export interface Frame {
  /** a whole .webp file without transparency, as Chromium writes one */
  still: Buffer;
  milliseconds: number;
}

export function animatedWebp(frames: readonly Frame[]): Buffer {
  const pictures = frames.map(({ still }) => pictureOf(still));
  const [first] = pictures;
  if (first === undefined) throw new Error('an animation needs a frame');
  const { width, height } = first;
  if (pictures.some((picture) => picture.width !== width || picture.height !== height))
    throw new Error('the frames differ in size');
  const hasAnimation = 0x02;
  const head = chunk('VP8X', [uint(hasAnimation, 4), uint(width - 1, 3), uint(height - 1, 3)]);
  // The colour below is never seen; 0 loops are endless.
  const animation = chunk('ANIM', [uint(0, 4), uint(0, 2)]);
  const shown = pictures.map((picture, at) =>
    chunk('ANMF', [
      uint(0, 3),
      uint(0, 3),
      uint(width - 1, 3),
      uint(height - 1, 3),
      uint(frames[at]?.milliseconds ?? 0, 3),
      // Not blended with the frame before, and left where it is.
      uint(0x02, 1),
      picture.chunk,
    ]),
  );
  return chunk('RIFF', [Buffer.from('WEBP'), head, animation, ...shown]);
}

function chunk(name: string, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(name), uint(body.length, 4), body, Buffer.alloc(body.length % 2)]);
}

function uint(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntLE(value, 0, bytes);
  return buffer;
}

/** The chunk with the picture itself, and its size: lossy (14 bits each in the frame's header) as Chromium writes it below quality 100. */
function pictureOf(still: Buffer): { chunk: Buffer; width: number; height: number } {
  for (let at = 12; at + 8 <= still.length; ) {
    const name = still.toString('latin1', at, at + 4);
    const end = at + 8 + still.readUInt32LE(at + 4);
    const whole = still.subarray(at, end + (end % 2));
    if (name === 'VP8 ') {
      const width = whole.readUInt16LE(8 + 6) & 0x3fff;
      const height = whole.readUInt16LE(8 + 8) & 0x3fff;
      return { chunk: whole, width, height };
    }
    at = end + (end % 2);
  }
  throw new Error('no lossy picture in this file');
}
