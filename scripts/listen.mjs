// Preloaded into Next's standalone server (`node --import ./listen.mjs server.js`): what Next cannot do, or does too late.
// - says who is really at the other end (listen/visitor.mjs), and knows Next's own requests (listen/inner.mjs). The login limit
//   and the audit depend on that address; no right does.
// - refuses what is no request for this dashboard (listen/target.mjs), and what is too much (listen/bodies.mjs, connections.mjs).
// - says where it can be reached, in place of Next's banner (listen/announce.mjs).
// - serves HTTPS itself (BILGE_TLS_CERT, BILGE_TLS_KEY).
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { announceOurselves } from './listen/announce.mjs';
import { whenBodyIsHere } from './listen/bodies.mjs';
import { boundConnections, serverOptions } from './listen/connections.mjs';
import { isInner, markOuter, restoreOuter } from './listen/inner.mjs';
import { exitMisconfigured, explainPortProblem } from './listen/port-problem.mjs';
import { refuse } from './listen/refuse.mjs';
import { refusedTarget } from './listen/target.mjs';
import { plainAddress, trustedProxies, visitorBehind } from './listen/visitor.mjs';

const createPlain = http.createServer;
const certificateFile = process.env.BILGE_TLS_CERT;
const keyFile = process.env.BILGE_TLS_KEY;
const overTls = Boolean(certificateFile && keyFile);
const authHeader = process.env.BILGE_FORWARD_AUTH_HEADER?.toLowerCase();
/** What only a declared proxy may say. */
const forwarding = ['x-forwarded-host', 'x-forwarded-port', 'forwarded', 'x-real-ip', 'via'];
const isTrusted = readTrusted();
announceOurselves({ overTls });
globalThis[Symbol.for('bilge.built')] = builtAt();

function readTrusted() {
  try {
    return trustedProxies(process.env.BILGE_TRUSTED_PROXY);
  } catch (error) {
    cannotStart(error.message);
  }
}

function cannotStart(why) {
  console.error(`Bilge cannot start: ${why}`);
  process.exit(exitMisconfigured);
}

function certificate() {
  try {
    return { cert: fs.readFileSync(certificateFile), key: fs.readFileSync(keyFile) };
  } catch (error) {
    return cannotStart(`BILGE_TLS_CERT and BILGE_TLS_KEY must name two files that it may read (${error.message}).`);
  }
}

/** When this server was built, which scripts/standalone.mjs writes beside it; undefined where it does not say. */
function builtAt() {
  const stamp = new URL('./.built', import.meta.url);
  if (!fs.existsSync(stamp)) return undefined;
  const date = new Date(fs.readFileSync(stamp, 'utf8').trim());
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** lib/usecases/core/application.ts leaves this here when the dashboard has started; before that every visitor counts as unauthenticated. */
function isKnown(request) {
  return globalThis[Symbol.for('bilge.door')]?.knows(request.headers, request.url) === true;
}

/** Writes into the headers what is true; returns the visitor's address. */
function tellTruth(request) {
  const peer = plainAddress(request.socket.remoteAddress);
  const isProxied = isTrusted(peer);
  const forwardedProto = request.headers['x-forwarded-proto'];
  const untrue = isProxied ? [] : [...forwarding, ...(authHeader ? [authHeader] : [])];
  const dropped = untrue.filter((name) => name in request.headers);
  for (const name of untrue) delete request.headers[name];
  markOuter(request);
  // For the page that shows a person who sets a proxy up what arrived; no right comes of it.
  request.headers['x-bilge-peer'] = `${isProxied ? 'trusted' : 'undeclared'} ${peer}`;
  if (dropped.length > 0) request.headers['x-bilge-dropped'] = dropped.join(' ');
  const address = isProxied ? visitorBehind(peer, request.headers['x-forwarded-for'], isTrusted) : peer;
  const isHttps = overTls || (isProxied && forwardedProto === 'https');
  request.headers['x-forwarded-for'] = address;
  request.headers['x-bilge-remote'] = address;
  request.headers['x-forwarded-proto'] = isHttps ? 'https' : 'http';
  // Server actions compare Origin with the host they believe in.
  request.headers['x-forwarded-host'] ??= request.headers.host ?? '';
  return address;
}

function guarded(listener, { onlyInner = false } = {}) {
  return (request, response) => {
    const inner = isInner(request);
    if (onlyInner && !inner) return refuse(response, { status: 403, text: 'This door is for the dashboard itself.' });
    if (inner) restoreOuter(request);
    const refusal = refusedTarget(request);
    if (refusal !== null) return refuse(response, refusal);
    // Also for static files, which proxy.ts does not see.
    response.setHeader('x-content-type-options', 'nosniff');
    if (inner) return listener(request, response);
    const address = tellTruth(request);
    const visitor = { address, isKnown: () => isKnown(request) };
    whenBodyIsHere(request, response, visitor, () => {
      // proxy.ts keeps unauthenticated visitors from the decoder of server actions; a cookie that merely has the right name says nothing.
      if (request.method !== 'GET' && request.method !== 'HEAD')
        request.headers['x-bilge-known'] = isKnown(request) ? 'yes' : 'no';
      listener(request, response);
    });
  };
}

/** Next fetches itself over plain http. Where the dashboard speaks HTTPS there is a door for that, on this machine only. */
function openInnerDoor(server, listener) {
  server.once('listening', () => {
    const inner = createPlain(serverOptions, guarded(listener, { onlyInner: true }));
    inner.unref();
    inner.listen(0, '127.0.0.1', () => {
      process.env.__NEXT_PRIVATE_ORIGIN = `http://127.0.0.1:${inner.address().port}`;
    });
  });
}

/** An upgrade would go around all of this, and nothing here speaks WebSocket: without a listener Node takes it for a plain request. */
function withoutUpgrades(server) {
  const on = server.on;
  server.on = (event, handler) => (event === 'upgrade' ? server : on.call(server, event, handler));
  return server;
}

http.createServer = (...args) => {
  const listener = args.find((argument) => typeof argument === 'function');
  if (!listener) return createPlain(...args);
  const server = overTls
    ? https.createServer({ ...serverOptions, ...certificate() }, guarded(listener))
    : createPlain(serverOptions, guarded(listener));
  boundConnections(server, isTrusted);
  explainPortProblem(server);
  if (overTls) openInnerDoor(server, listener);
  return withoutUpgrades(server);
};
