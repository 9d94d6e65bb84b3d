import net from 'node:net';

export interface RawSocket {
  /** everything that came so far */
  heard(): string;
  send(text: string | Uint8Array): void;
  isOpen(): boolean;
  /** resolves when the other side has closed */
  closed: Promise<void>;
  end(): void;
}

/** A client that says exactly what it is told, also what no library would let it say. */
export function rawSocket(port: number, host = '127.0.0.1'): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    let heard = '';
    let isOpen = true;
    const socket = net.connect(port, host, () =>
      resolve({
        heard: () => heard,
        send: (text) => void (isOpen && socket.write(text)),
        isOpen: () => isOpen,
        closed,
        end: () => socket.destroy(),
      }),
    );
    const closed = new Promise<void>((done) =>
      socket.once('close', () => {
        isOpen = false;
        done();
      }),
    );
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      heard += text;
    });
    // A refusal while we are still sending ends in a reset: what counts is what was heard before.
    socket.on('error', reject);
  });
}

/** One request as it stands, and all of the answer; the server is asked to close. */
export async function rawAnswer(port: number, head: readonly string[], body = ''): Promise<string> {
  const socket = await rawSocket(port);
  socket.send(`${head.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`);
  await socket.closed;
  return socket.heard();
}

/** Looks again until it holds; no deadline of its own, the test has one. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 50));
}
