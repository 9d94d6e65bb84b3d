import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidInputError } from '../domain/errors.ts';
import { formatAddress, parseAddress, parseSshAddress } from './address.ts';

describe('addresses', () => {
  it.each([
    ['ssh://nas', { kind: 'ssh', user: 'root', host: 'nas', port: 22 }],
    ['ssh://admin@nas.lan:2222', { kind: 'ssh', user: 'admin', host: 'nas.lan', port: 2222 }],
    [' ssh://admin@192.168.1.5/ ', { kind: 'ssh', user: 'admin', host: '192.168.1.5', port: 22 }],
    ['SSH://admin@nas', { kind: 'ssh', user: 'admin', host: 'nas', port: 22 }],
    ['ssh://root@[fd00::1]:2222', { kind: 'ssh', user: 'root', host: 'fd00::1', port: 2222 }],
    ['ssh://[fe80::1%eth0]', { kind: 'ssh', user: 'root', host: 'fe80::1%eth0', port: 22 }],
    ['ssh://DOMAIN%5Cuser@nas', { kind: 'ssh', user: 'DOMAIN\\user', host: 'nas', port: 22 }],
    ['ssh://first.last%40corp@nas', { kind: 'ssh', user: 'first.last@corp', host: 'nas', port: 22 }],
    ['unix:///var/run/docker.sock', { kind: 'unix', path: '/var/run/docker.sock' }],
    ['unix:///srv/a:b@c/docker.sock', { kind: 'unix', path: '/srv/a:b@c/docker.sock' }],
    ['tcp://10.0.0.5:2376', { kind: 'tcp', host: '10.0.0.5', port: 2376 }],
    ['tcp://nas', { kind: 'tcp', host: 'nas', port: 2375 }],
    [' demo:nas ', { kind: 'demo', name: 'nas' }],
    ['tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375 }],
  ])('%s', (url, expected) => {
    expect(parseAddress(url)).toEqual(expected);
  });

  it.each([
    ['nas', /Did you mean ssh:\/\/nas/],
    ['ssh://', /user@host:port/],
    ['ssh://root@', /user@host:port/],
    ['ssh://root@fd00::1', /square brackets/],
    ['ssh://root@nas:0', /1 to 65535/],
    ['ssh://root@nas:', /1 to 65535/],
    ['ssh://root@nas:70000', /1 to 65535/],
    ['ssh://root@nas/var/run/docker.sock', /separate setting/],
    ['ssh://-oProxyCommand=x', /not a host name/],
    ['ssh://-lroot@nas', /user name/],
    ['ssh://a b@nas', /user name/],
    ['ssh://root@na;s', /not a host name/],
    ['unix://var/run/docker.sock', /absolute path/],
    ['tcp://root@nas', /no user name/],
    ['https://nas:2376', /write tcp:\/\//],
    ['demo:', /as in demo:nas/],
    ['demo://nas', /as in demo:nas/],
    ['demo:../nas', /as in demo:nas/],
    ['ftp://nas', /not supported/],
  ])('refuses %s and says why', (url, why) => {
    expect(() => parseAddress(url)).toThrow(InvalidInputError);
    expect(() => parseAddress(url)).toThrow(why);
  });

  it.each([
    'ssh://root:hunter2@nas',
    'ssh://root:hunter2/+@nas',
    'ssh://root:hun@ter2/hunter2@nas:22',
    'root:hunter2@nas',
    'https://root:hunter2@nas',
    'tcp://root:/hunter2@nas',
    'ssh://root%3Ahunter2@nas',
  ])('does not repeat a password that someone put into the address: %s', (address) => {
    let said = '';
    try {
      parseAddress(address);
    } catch (error) {
      said = String(error);
    }
    expect(said).toContain('own field');
    expect(said).not.toContain('hunter2');
  });

  it('takes only SSH for a jump host', () => {
    expect(() => parseSshAddress('tcp://nas')).toThrow(/jump host/);
  });

  it('writes every address so that it is read the same', () => {
    const user = fc.stringMatching(/^[a-z_][a-z0-9_.@-]{0,12}$/);
    const host = fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6());
    const port = fc.integer({ min: 1, max: 65_535 });
    const ssh = fc.record({ kind: fc.constant('ssh' as const), user, host, port });
    const tcp = fc.record({ kind: fc.constant('tcp' as const), host, port });
    const unix = fc.record({ kind: fc.constant('unix' as const), path: fc.stringMatching(/^\/[a-z/ .-]{1,20}[a-z]$/) });
    fc.assert(
      fc.property(fc.oneof(ssh, tcp, unix), (address) => {
        expect(parseAddress(formatAddress(address))).toEqual(address);
      }),
    );
  });
});
