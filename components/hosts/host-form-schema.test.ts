import { describe, expect, it } from 'vitest';
import { hostFormRules } from './host-form-schema.ts';
import { emptyHostForm, type HostFormValues } from './host-form-values.ts';

const key = '-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----';
const good: HostFormValues = { ...emptyHostForm, name: 'nas', address: 'nas.lan', user: 'root', privateKey: key };

function problemsOf(change: Partial<HostFormValues>): string[] {
  return Object.keys(hostFormRules({ ...good, ...change })).sort();
}

const jump = 'ssh://a@gate';
const login = { with: 'password' as const, password: '', privateKey: '', passphrase: '' };

describe('what is said of a field before anything is sent', () => {
  it.each<[string, Partial<HostFormValues>, string[]]>([
    ['all is there', {}, []],
    [
      'nothing is there',
      { name: ' ', address: '', user: '', privateKey: '' },
      ['address', 'name', 'privateKey', 'user'],
    ],
    ['a name that the API refuses', { name: '-nas' }, ['name']],
    ['a name that is too long', { name: 'n'.repeat(64) }, ['name']],
    ['a whole URL as the address', { address: 'ssh://root@nas' }, ['address']],
    ['an IPv6 address', { address: 'fe80::1' }, []],
    ['no port is the usual one', { port: '' }, []],
    ['a port that none has', { port: '70000' }, ['port']],
    ['the public key', { privateKey: 'ssh-ed25519 AAAA me@here' }, ['privateKey']],
    ['a password login without one', { login: 'password' }, ['password']],
    ['the agent needs no key', { login: 'agent', privateKey: '' }, []],
    ['sudo with a password without one', { user: 'ada', sudo: 'password' }, ['sudoPassword']],
    ['root needs no sudo', { sudo: 'password' }, []],
    ['a socket that is no path', { dockerSocket: 'docker.sock' }, ['dockerSocket']],
    ['a jump host that is no URL', { jump: 'gate' }, ['jump']],
    ['a jump host with the key of the host', { jump }, []],
    ['a jump host whose password is missing', { jump, jumpLogins: { [jump]: login } }, ['jump']],
    ['one behind a host that has only a password', { jump, login: 'password', password: 'p' }, ['jump']],
    ['fields of another way do not count', { way: 'socket', address: '', privateKey: '' }, []],
    ['a relative socket', { way: 'socket', socketPath: 'docker.sock' }, ['socketPath']],
    ['no TCP address', { way: 'tcp' }, ['tcpAddress']],
    ['a client certificate without its key', { way: 'tcp', tcpAddress: 'a:1', tlsCert: 'x' }, ['tlsKey']],
  ])('%s', (_, change, fields) => expect(problemsOf(change)).toEqual(fields));
});
