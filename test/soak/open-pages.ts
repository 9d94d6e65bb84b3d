import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { eventStream } from '../../app/api/core/event-stream.ts';
import type { Actor } from '../../lib/access/actor.ts';
import type { Application } from '../../lib/usecases/core/application.ts';

const actor: Actor = { kind: 'cli', name: 'a page', role: 'viewer' };

/** Open pages of a dashboard: the real event stream over real sockets, opened, and left in the ways in which a page may go. */
export class OpenPages {
  readonly #server: http.Server;
  #open = 0;
  #turn = 0;

  private constructor(server: http.Server) {
    this.#server = server;
  }

  static async start(app: Application): Promise<OpenPages> {
    const server = http.createServer((incoming, answer) => {
      const gone = new AbortController();
      answer.once('close', () => gone.abort());
      const request = new Request(`http://127.0.0.1${incoming.url}`, { signal: gone.signal });
      const { body, headers } = eventStream({ app, actor, request }, (send) =>
        app.events.subscribe((data) => send({ data })),
      );
      answer.writeHead(200, Object.fromEntries(headers));
      if (body === null) return void answer.end();
      void send(body, answer);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new OpenPages(server);
  }

  /** Opens a page, waits for what `meanwhile` changes to arrive on it, and leaves. */
  async during(meanwhile: () => Promise<void>): Promise<void> {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the pages have no port');
    const socket = net.connect(address.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n');
    await once(socket, 'data');
    this.#open += 1;
    try {
      await meanwhile();
    } finally {
      this.#turn += 1;
      // Closed by the browser, cut by the network.
      if (this.#turn % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
      await once(socket, 'close');
      this.#open -= 1;
    }
  }

  get count(): number {
    return this.#open;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** As Next does it: reads on while the socket takes it, and cancels the stream when the visitor is gone. */
async function send(body: ReadableStream<Uint8Array>, answer: http.ServerResponse): Promise<void> {
  const reader = body.getReader();
  const gone = once(answer, 'close').then(() => null);
  for (;;) {
    const next = await Promise.race([reader.read(), gone]);
    if (next === null || next.done) break;
    answer.write(next.value);
  }
  await reader.cancel();
  answer.end();
}
