import { describe, expect, it } from 'vitest';
import { type PastedAddress, readPastedAddress } from './pasted-address.ts';

const ssh = (host: string, user: string | null = null, port: number | null = null): PastedAddress => ({
  way: 'ssh',
  user,
  host,
  port,
});

const taken: [string, PastedAddress][] = [
  ['ssh://root@nas:2222', ssh('nas', 'root', 2222)],
  ['ssh://nas', ssh('nas')],
  [' ssh://anna@nas.lan/ ', ssh('nas.lan', 'anna')],
  ['SSH://root@192.168.1.4', ssh('192.168.1.4', 'root')],
  ['ssh://DOMAIN%5Canna@nas', ssh('nas', 'DOMAIN\\anna')],
  ['root@nas', ssh('nas', 'root')],
  ['root@nas:2222', ssh('nas', 'root', 2222)],
  ['nas:2222', ssh('nas', null, 2222)],
  ['ssh root@nas', ssh('nas', 'root')],
  ['ssh root@nas -p 22', ssh('nas', 'root', 22)],
  ['ssh -p2222 -l anna nas', ssh('nas', 'anna', 2222)],
  ['ssh -4 -A root@nas', ssh('nas', 'root')],
  ['ssh -p 2222 ssh://root@nas', ssh('nas', 'root', 2222)],
  ['root@[fd00::1]:22', ssh('fd00::1', 'root', 22)],
  ['ssh://root@[fe80::1%eth0]', ssh('fe80::1%eth0', 'root')],
  ['[fd00::1]', ssh('fd00::1')],
  ['root@fd00::1', ssh('fd00::1', 'root')],
  ['tcp://docker.lan:2376', { way: 'tcp', host: 'docker.lan', port: 2376 }],
  ['tcp://[fd00::1]:2375', { way: 'tcp', host: 'fd00::1', port: 2375 }],
  ['unix:///var/run/docker.sock', { way: 'socket', path: '/var/run/docker.sock' }],
  ['/run/user/1000/docker.sock', { way: 'socket', path: '/run/user/1000/docker.sock' }],
];

describe('is taken apart', () => {
  it.each(taken)('%s', (text, parts) => expect(readPastedAddress(text)).toEqual(parts));
});

describe('is left as it is', () => {
  it.each([
    '',
    'nas',
    'nas.lan',
    '192.168.1.4',
    'fd00::1',
    'root@',
    '@nas',
    'nas:0',
    'nas:99999',
    'ssh nas -p 99999',
    'two words',
    'unix://relative',
    'http://nas',
    'tcp://root@nas:2375',
    'ssh -J jump root@nas',
    'ssh -o User=root nas',
    'ssh nas uptime',
    'root:secret@nas',
    'ssh://root:secret@nas',
    'ssh://root@nas/var/run/docker.sock',
  ])('%s', (text) => expect(readPastedAddress(text)).toBeNull());
});

it('a long paste is answered at once', () => {
  expect(readPastedAddress(`${':'.repeat(50_000)}!`)).toBeNull();
  expect(readPastedAddress(`${'a'.repeat(50_000)} @`)).toBeNull();
});

it('an address and port stays where TCP asks for it; a login there means SSH', () => {
  for (const text of ['nas:2375', '10.77.2.2:2375', '[fd00::1]:2376', 'nas'])
    expect(readPastedAddress(text, 'tcp')).toBeNull();
  expect(readPastedAddress('root@nas:22', 'tcp')).toEqual({ way: 'ssh', user: 'root', host: 'nas', port: 22 });
});
