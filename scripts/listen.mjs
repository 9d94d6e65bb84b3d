// Preloaded into Next's standalone server (`node --import ./listen.mjs server.js`). Three things that Next cannot do:
// - tell a route handler who is really at the other end: `x-forwarded-for` is whatever the client wrote. The setup code, the
//   login rate limit and the audit depend on the truth, so forwarded headers are dropped unless the peer is the trusted proxy,
//   and the socket's own address is put in `x-bilge-remote`, which no client can set.
// - serve HTTPS itself (BILGE_TLS_CERT, BILGE_TLS_KEY).
// - refuse an address with a % that stands for no character as what it is, a bad request: Next breaks at it with a 500 before anybody is asked.
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';

const createPlain = http.createServer;
/** addresses or IPv4 networks (`172.18.0.0/16`), separated by commas */
const trusted = new net.BlockList();
for (const entry of (process.env.BILGE_TRUSTED_PROXY ?? '')
  .split(',')
  .map((text) => text.trim())
  .filter((text) => text !== '')) {
  const [address = '', prefix] = entry.split('/');
  const family = net.isIPv6(address) ? 'ipv6' : 'ipv4';
  if (prefix === undefined) trusted.addAddress(address, family);
  else trusted.addSubnet(address, Number(prefix), family);
}
const isTrusted = (address) => net.isIP(address) !== 0 && trusted.check(address, net.isIPv6(address) ? 'ipv6' : 'ipv4');

/** A proxy appends what it saw, so only the right end is true: the last address that is not a trusted proxy's own. */
function visitorOf(header) {
  const chain = String(header ?? '')
    .split(',')
    .map((text) => plainAddress(text.trim()));
  return chain.findLast((address) => net.isIP(address) !== 0 && !isTrusted(address)) ?? '';
}
const certificateFile = process.env.BILGE_TLS_CERT;
const keyFile = process.env.BILGE_TLS_KEY;
const overTls = Boolean(certificateFile && keyFile);

function plainAddress(address = '') {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

function decodes(address) {
  try {
    decodeURIComponent(address.split('?', 1)[0]);
    return true;
  } catch {
    return false;
  }
}

function truthful(listener) {
  return (request, response) => {
    if (!decodes(request.url)) {
      response.writeHead(400, {
        'content-type': 'text/plain; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
      response.end('This address has a % that stands for no character.\n');
      return;
    }
    const peer = plainAddress(request.socket.remoteAddress);
    const isProxied = isTrusted(peer);
    const forwarded = isProxied ? visitorOf(request.headers['x-forwarded-for']) : '';
    const isHttps = overTls || (isProxied && request.headers['x-forwarded-proto'] === 'https');
    if (!isProxied) {
      for (const name of ['x-forwarded-host', 'x-forwarded-port', 'forwarded', 'x-real-ip'])
        delete request.headers[name];
      const authHeader = process.env.BILGE_FORWARD_AUTH_HEADER?.toLowerCase();
      if (authHeader) delete request.headers[authHeader];
    }
    request.headers['x-forwarded-for'] = forwarded || peer;
    request.headers['x-bilge-remote'] = forwarded || peer;
    request.headers['x-forwarded-proto'] = isHttps ? 'https' : 'http';
    // Server actions compare Origin with the host they believe in.
    request.headers['x-forwarded-host'] ??= request.headers.host ?? '';
    return listener(request, response);
  };
}

http.createServer = (...args) => {
  const listener = args.find((argument) => typeof argument === 'function');
  const rest = args.filter((argument) => typeof argument !== 'function');
  if (!listener) return createPlain(...args);
  if (!overTls) return createPlain(...rest, truthful(listener));
  return https.createServer(
    { cert: fs.readFileSync(certificateFile), key: fs.readFileSync(keyFile) },
    truthful(listener),
  );
};
