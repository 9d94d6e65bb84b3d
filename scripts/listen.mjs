// Preloaded into Next's standalone server (`node --import ./listen.mjs server.js`). Two things that Next cannot do:
// - tell a route handler who is really at the other end: `x-forwarded-for` is whatever the client wrote. The setup code, the
//   login rate limit and the audit depend on the truth, so forwarded headers are dropped unless the peer is the trusted proxy,
//   and the socket's own address is put in `x-bilge-remote`, which no client can set.
// - serve HTTPS itself (BILGE_TLS_CERT, BILGE_TLS_KEY).
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const createPlain = http.createServer;
const trustedProxy = process.env.BILGE_TRUSTED_PROXY ?? '';
const certificateFile = process.env.BILGE_TLS_CERT;
const keyFile = process.env.BILGE_TLS_KEY;
const overTls = Boolean(certificateFile && keyFile);

function plainAddress(address = '') {
  return address.startsWith('::ffff:') ? address.slice(7) : address;
}

function truthful(listener) {
  return (request, response) => {
    const peer = plainAddress(request.socket.remoteAddress);
    const isProxied = trustedProxy !== '' && trustedProxy.split(',').some((entry) => entry.trim() === peer);
    const forwarded = isProxied
      ? String(request.headers['x-forwarded-for'] ?? '')
          .split(',')[0]
          ?.trim()
      : '';
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
