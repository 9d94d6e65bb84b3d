import { describe, expect, it } from 'vitest';
import { addressOfEntry, homeOf, trustedProxies, visitorBehind } from '../../scripts/listen/visitor.mjs';

/** The address in the audit and in the login limit, where a trusted proxy speaks for others. */
describe('who is behind a trusted proxy', () => {
  const isTrusted = trustedProxies('10.4.0.1, 172.18.0.0/16, fd00::/8');

  it.each([
    // what stands left of the first entry that is no proxy of ours is its own word
    ['9.9.9.9, 192.168.1.7', '192.168.1.7'],
    ['9.9.9.9, 192.168.1.7, 172.18.0.3', '192.168.1.7'],
    ['192.168.1.7', '192.168.1.7'],
    // with a port, as IIS and some gateways write it: at c79c972 it was skipped, and 9.9.9.9 believed
    ['9.9.9.9, 192.168.1.7:51234', '192.168.1.7'],
    ['9.9.9.9, [2001:db8::7]:51234', '2001:db8::7'],
    ['9.9.9.9, [2001:db8::7]', '2001:db8::7'],
    ['9.9.9.9, 2001:db8::7', '2001:db8::7'],
    ['9.9.9.9, ::ffff:192.168.1.7', '192.168.1.7'],
    // no address: nothing left of it is believed
    ['9.9.9.9, unknown', '10.4.0.1'],
    ['9.9.9.9, _hidden, 172.18.0.3', '172.18.0.3'],
    ['9.9.9.9, ', '10.4.0.1'],
    ['9.9.9.9, 192.168.1.7.evil', '10.4.0.1'],
    ['9.9.9.9, 192.168.1.7:port', '10.4.0.1'],
    ['9.9.9.9, "192.168.1.7"', '10.4.0.1'],
    // a proxy of ours that asks for itself
    ['172.18.0.3', '172.18.0.3'],
    ['', '10.4.0.1'],
    [undefined, '10.4.0.1'],
  ])('%j', (header, visitor) => {
    expect(visitorBehind('10.4.0.1', header, isTrusted)).toBe(visitor);
  });

  it('is found in one reading, however long the list is', () => {
    const long = Array.from({ length: 100_000 }, () => '172.18.0.3').join(',');
    expect(visitorBehind('10.4.0.1', `9.9.9.9,${long}`, isTrusted)).toBe('9.9.9.9');
  });

  it('a proxy that makes no sense stops the start', () => {
    for (const setting of ['nas', '10.0.0.0/33', '10.0.0.0/', '10.0.0.1 10.0.0.2', '::/129', '10.0.0.0/8/8x'])
      expect(() => trustedProxies(setting), setting).toThrow(/BILGE_TRUSTED_PROXY/);
    expect(trustedProxies('')('127.0.0.1')).toBe(false);
    expect(trustedProxies('fd00::/8')('fd12::1')).toBe(true);
  });

  it('an entry is an address or it is nothing', () => {
    expect(addressOfEntry(' 1.2.3.4 ')).toBe('1.2.3.4');
    expect(['', 'unknown', '1.2.3', '1.2.3.4:', ':80', '[::1', '1.2.3.4:123456'].map(addressOfEntry)).toEqual(
      Array(7).fill(null),
    );
  });

  it('one home is one IPv4 address or one /64', () => {
    expect(homeOf('2001:db8:1:2:3::4')).toBe(homeOf('2001:db8:1:2::ffff'));
    expect(homeOf('2001:db8:1:2::1')).not.toBe(homeOf('2001:db8:1:3::1'));
    expect(homeOf('10.0.0.1')).not.toBe(homeOf('10.0.0.2'));
  });
});
