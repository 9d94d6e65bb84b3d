import { homeOf, plainAddress } from './visitor.mjs';

/** How long a client may take to send a request; an answer may take any time (event streams, downloads). */
export const serverOptions = { headersTimeout: 15_000, requestTimeout: 30_000, connectionsCheckingInterval: 5_000 };

const most = 512;
/** A browser opens six; a machine that opens this many keeps others out. A declared proxy speaks for many and is not counted. */
const mostOfOneHome = 128;

export function boundConnections(server, isTrusted) {
  server.maxConnections = most;
  const open = new Map();
  server.on('connection', (socket) => {
    const peer = plainAddress(socket.remoteAddress);
    if (isTrusted(peer)) return;
    const home = homeOf(peer);
    const count = (open.get(home) ?? 0) + 1;
    if (count > mostOfOneHome) {
      socket.destroy();
      return;
    }
    open.set(home, count);
    socket.once('close', () => {
      const left = (open.get(home) ?? 1) - 1;
      if (left === 0) open.delete(home);
      else open.set(home, left);
    });
  });
}
