import dns from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { AppError } from '../../domain/errors.ts';
import type { HttpAnswer, HttpRequest } from './channel.ts';

/**
 * The only way in which a channel reaches anything over HTTP. Receivers of self-hosters are on the LAN and on this machine, so those
 * addresses are allowed. Refused are the addresses at which clouds hand out credentials (link-local, their IPv6 twins), and what is no
 * address of a receiver at all. The address is judged when the connection is made, so a name that changes its mind is judged too.
 * Redirects are not followed: one could lead anywhere, and would carry the token along.
 */
const longestAnswer = 64 * 1024;

const refused = new net.BlockList();
// "this network", link-local with the metadata services, multicast and reserved; Alibaba's metadata service.
refused.addSubnet('0.0.0.0', 8, 'ipv4');
refused.addSubnet('169.254.0.0', 16, 'ipv4');
refused.addSubnet('224.0.0.0', 3, 'ipv4');
refused.addAddress('100.100.100.200', 'ipv4');
refused.addAddress('::', 'ipv6');
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addSubnet('ff00::', 8, 'ipv6');
// Metadata services of AWS and Google over IPv6.
refused.addAddress('fd00:ec2::254', 'ipv6');
refused.addAddress('fd20:ce::254', 'ipv6');

/** Why nothing is sent to that address; null where it may be. */
export function whyRefused(address: string): string | null {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = mapped ?? address.replace(/%.*$/, '');
  const version = net.isIP(plain);
  if (version === 0) return `${address} is no address`;
  const isRefused = refused.check(plain, version === 6 ? 'ipv6' : 'ipv4') || isEmbedded(plain);
  return isRefused
    ? `${address} is a link-local, metadata, multicast or reserved address; nothing is sent there`
    : null;
}

/** IPv4 addresses that an IPv6 address carries: mapped in hexadecimal, and NAT64. */
function isEmbedded(address: string): boolean {
  if (net.isIP(address) !== 6) return false;
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const match = /^(?:::ffff:|64:ff9b::)([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(canonical);
  if (match === null) return false;
  const [high, low] = [Number.parseInt(match[1] ?? '', 16), Number.parseInt(match[2] ?? '', 16)];
  return refused.check([high >> 8, high & 255, low >> 8, low & 255].join('.'), 'ipv4');
}

const lookup: net.LookupFunction = (hostname, options, callback) => {
  dns.lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, '', 0);
    const bad = addresses.map(({ address }) => whyRefused(address)).find((why) => why !== null);
    if (bad !== undefined) return callback(new RefusedAddressError(`${hostname}: ${bad}`), '', 0);
    const [first] = addresses;
    if (options.all) return (callback as unknown as (error: null, all: dns.LookupAddress[]) => void)(null, addresses);
    if (first === undefined) return callback(new Error(`${hostname} has no address`), '', 0);
    callback(null, first.address, first.family);
  });
};

/** For connections that are not HTTP. Throws RefusedAddressError. @returns the address to connect to */
export async function allowedAddress(hostname: string): Promise<string> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  const addresses =
    net.isIP(bare) === 0 ? await dns.promises.lookup(bare, { all: true }) : [{ address: bare, family: 0 }];
  for (const { address } of addresses) {
    const why = whyRefused(address);
    if (why !== null) throw new RefusedAddressError(`${hostname}: ${why}`);
  }
  return addresses[0]?.address ?? bare;
}

export class RefusedAddressError extends AppError {
  static override readonly errorKind = 'RefusedAddressError';

  constructor(message: string) {
    super({ code: 'address-refused', message });
  }
}

/** Throws where nothing answered: an error of the network, the deadline, RefusedAddressError. */
export async function sendHttp(request: HttpRequest): Promise<HttpAnswer> {
  const url = new URL(request.url);
  const bare = url.hostname.replace(/^\[|\]$/g, '');
  // A literal address is connected to without any lookup.
  const why = net.isIP(bare) === 0 ? null : whyRefused(bare);
  if (why !== null) throw new RefusedAddressError(why);
  const { request: start } = url.protocol === 'https:' ? https : http;
  return new Promise((resolve, reject) => {
    const body = request.body === undefined ? null : Buffer.from(request.body, 'utf8');
    const outgoing = start(
      url,
      {
        method: request.method,
        // No kept connection: messages are rare, and an idle one would be found dead.
        agent: false,
        lookup,
        signal: request.signal,
        ...(request.ca === undefined ? {} : { ca: request.ca }),
        headers: {
          'user-agent': 'Bilge',
          accept: 'application/json, */*',
          ...request.headers,
          ...(body === null ? {} : { 'content-length': String(body.length) }),
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        const done = (): void => {
          const headers = Object.fromEntries(
            Object.entries(incoming.headers).map(([name, value]) => [name, String(value ?? '')]),
          );
          const text = Buffer.concat(chunks).subarray(0, longestAnswer).toString('utf8');
          resolve({ status: incoming.statusCode ?? 0, headers, text });
        };
        incoming.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          bytes += chunk.length;
          if (bytes < longestAnswer) return;
          done();
          incoming.destroy();
        });
        incoming.on('end', done);
        incoming.on('error', reject);
        incoming.on('aborted', () =>
          reject(new Error('the receiver closed the connection in the middle of its answer')),
        );
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body ?? undefined);
  });
}
