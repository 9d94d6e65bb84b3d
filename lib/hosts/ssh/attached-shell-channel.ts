import type { Duplex } from 'node:stream';
import type { ShellChannel } from '../scripts/script-runner.ts';

/**
 * The attached stream of a container without a terminal: frames of 1 byte stream number (1 stdout, 2 stderr), 3 bytes zero,
 * 4 bytes length (Engine API, "Stream format"). Large frames are handed on in pieces, not gathered.
 */
export class FrameReader {
  private header = Buffer.alloc(0);
  private streamNumber = 0;
  private remaining = 0;
  private readonly onChunk: (streamNumber: number, chunk: Buffer) => void;

  constructor(onChunk: (streamNumber: number, chunk: Buffer) => void) {
    this.onChunk = onChunk;
  }

  /** A frame that was begun and not finished: what came is not all there was. */
  get isInsideFrame(): boolean {
    return this.remaining > 0 || this.header.length > 0;
  }

  push(bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.remaining === 0) {
        const wanted = 8 - this.header.length;
        this.header = Buffer.concat([this.header, rest.subarray(0, wanted)]);
        rest = rest.subarray(wanted);
        if (this.header.length < 8) return;
        this.streamNumber = this.header.readUInt8(0);
        this.remaining = this.header.readUInt32BE(4);
        if (this.streamNumber > 2 || this.header.readUIntBE(1, 3) !== 0)
          throw new Error('the attached stream lost its framing');
        this.header = Buffer.alloc(0);
        continue;
      }
      const chunk = rest.subarray(0, this.remaining);
      this.remaining -= chunk.length;
      rest = rest.subarray(chunk.length);
      this.onChunk(this.streamNumber, chunk);
    }
  }
}

export function attachedShellChannel(options: {
  stream: Duplex;
  /** asks the Engine after the stream has ended */
  exitCode(): Promise<number | null>;
  /** removes the container by force */
  abandon(): void;
}): ShellChannel {
  const { stream } = options;
  let toStdout: (chunk: Buffer) => void = () => {};
  let toStderr: (chunk: Buffer) => void = () => {};
  const frames = new FrameReader((streamNumber, chunk) => (streamNumber === 2 ? toStderr : toStdout)(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    stream.on('data', (bytes: Buffer) => {
      try {
        frames.push(bytes);
      } catch (error) {
        stream.destroy();
        reject(error);
      }
    });
    stream.once('error', reject);
    const finish = () =>
      frames.isInsideFrame ? reject(new Error('the attached stream ended in the middle of a frame')) : resolve();
    stream.once('end', finish);
    stream.once('close', finish);
  });
  const finished = ended.then(async () => ({ exitCode: await options.exitCode() }));
  finished.catch(() => {});
  return {
    write: (bytes) => {
      stream.write(bytes);
    },
    onStdout: (listener) => {
      toStdout = listener;
    },
    onStderr: (listener) => {
      toStderr = listener;
    },
    finished,
    stop: () => {
      stream.end();
    },
    abandon: () => {
      options.abandon();
      stream.destroy();
    },
  };
}
