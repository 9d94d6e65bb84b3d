// Bodies, before the sender is authenticated. Next keeps up to 10 MB of each in memory before the first rule speaks, so what
// an unauthenticated visitor never finishes sending would stay there. A request is handed on when its whole body is here: one that is too large,
// too slow (`requestTimeout`) or cut off never reaches Next. Next would keep as much, so waiting costs no memory.
import { IncomingMessage } from 'node:http';
import { refuse } from './refuse.mjs';
import { homeOf } from './visitor.mjs';

const largestBytes = 8 * 1024 * 1024;
/** A login is a few hundred bytes. */
const largestUnauthenticatedBytes = 64 * 1024;
/** What all bodies that are open at one time may hold together, and those of one home. */
const openBytes = 64 * 1024 * 1024;
const openBytesOfOneHome = 16 * 1024 * 1024;
/** Each piece is an object of its own: a body of single bytes holds a hundred times what it counts. */
const bytesOfPiece = 256;

const open = { total: 0, byHome: new Map() };

/**
 * Calls `handOn` once, when the body is complete; answers itself where it may not go on.
 * `isKnown` is called only for a body that an unauthenticated visitor may not send.
 */
export function whenBodyIsHere(request, response, { address, isKnown }, handOn) {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared === 0 && request.headers['transfer-encoding'] === undefined) return handOn();

  const home = homeOf(address);
  let held = 0;
  let bytes = 0;
  let pieces = 0;
  let limit = largestUnauthenticatedBytes;
  let isRefused = false;
  const hold = (count) => {
    held += count;
    open.total += count;
    const ofHome = (open.byHome.get(home) ?? 0) + count;
    if (ofHome === 0) open.byHome.delete(home);
    else open.byHome.set(home, ofHome);
  };
  const stop = (refusal) => {
    isRefused = true;
    hold(-held);
    // What arrived is in the stream's own buffer; it will not be read, so it is thrown away here.
    request.resume();
    if (!response.headersSent) refuse(response, refusal);
  };
  const fits = () => {
    const size = Math.max(declared, bytes, pieces * bytesOfPiece);
    if (size <= limit) return true;
    if (limit < largestBytes && isKnown()) limit = largestBytes;
    return size <= limit;
  };

  response.once('close', () => hold(-held));
  if (!fits()) return stop(tooLarge(limit));
  request.push = (chunk, encoding) => {
    if (isRefused) return chunk === null ? IncomingMessage.prototype.push.call(request, null) : true;
    if (chunk === null) {
      IncomingMessage.prototype.push.call(request, null);
      handOn();
      return false;
    }
    const count = Math.max(chunk.length, bytesOfPiece);
    bytes += chunk.length;
    pieces += 1;
    hold(count);
    if (!fits()) stop(tooLarge(limit));
    else if (open.total > openBytes || open.byHome.get(home) > openBytesOfOneHome) stop(tooMuchAtOnce);
    else IncomingMessage.prototype.push.call(request, chunk, encoding);
    // Never waits for a reader: reading begins only when the last piece is here.
    return true;
  };
}

const tooMuchAtOnce = {
  status: 503,
  text: 'Too much is being sent at once. Try again in half a minute.',
  headers: { 'retry-after': '30' },
};

function tooLarge(limit) {
  return limit === largestBytes
    ? { status: 413, text: 'The body is larger than 8 MiB.' }
    : { status: 413, text: 'Whoever is not logged in may send at most 64 KiB. Log in, or use an API token.' };
}
