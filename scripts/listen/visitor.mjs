// Who is at the other end. `x-forwarded-for` is whatever the client wrote, so it counts only where the peer is a trusted proxy.
import net from 'node:net';

/** `::ffff:10.0.0.1` is how a socket that listens on `::` names an IPv4 peer. */
export function plainAddress(address = '') {
  return /^::ffff:\d+\./i.test(address) ? address.slice(7) : address;
}

/** BILGE_TRUSTED_PROXY: addresses or networks (`172.18.0.0/16`), separated by commas. Throws with the entry that is none. */
export function trustedProxies(setting = '') {
  const list = new net.BlockList();
  for (const entry of setting
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')) {
    const [address = '', prefix, ...rest] = entry.split('/');
    const family = net.isIPv6(address) ? 'ipv6' : 'ipv4';
    const isPrefix =
      prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 'ipv6' ? 128 : 32));
    if (net.isIP(address) === 0 || !isPrefix || rest.length > 0)
      throw new Error(`BILGE_TRUSTED_PROXY: “${entry}” is no address and no network like 172.18.0.0/16.`);
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return (address) => net.isIP(address) !== 0 && list.check(address, net.isIPv6(address) ? 'ipv6' : 'ipv4');
}

/** `1.2.3.4`, `1.2.3.4:5678` (IIS, some gateways), `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:5678`; else null. */
export function addressOfEntry(entry) {
  const text = entry.trim();
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1];
  const withPort = /^([\d.]+):\d{1,5}$/.exec(text)?.[1];
  const address = plainAddress(bracketed ?? withPort ?? text);
  return net.isIP(address) === 0 ? null : address;
}

/**
 * A proxy appends whom it saw, so the list is true from the right, up to the first entry that is no trusted proxy. What stands
 * left of that one is its own word. An entry that is no address (`unknown`) hides everything left of it: the visitor is then
 * the proxy that wrote it, never an address further left.
 */
export function visitorBehind(peer, header, isTrusted) {
  let visitor = peer;
  for (const entry of String(header ?? '')
    .split(',')
    .reverse()) {
    const address = addressOfEntry(entry);
    if (address === null) return visitor;
    visitor = address;
    if (!isTrusted(address)) return visitor;
  }
  return visitor;
}

/** One home is one IPv4 address or one IPv6 /64: what is counted per visitor is counted per this. */
export function homeOf(address) {
  if (!net.isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...Array(zeros).fill('0'), ...after].slice(0, 4).join(':');
}
