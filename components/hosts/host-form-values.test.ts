import { describe, expect, it } from 'vitest';
import { emptyHostForm, fieldsOf, hostBody } from './host-form-values.ts';
import { emptyJumpLogin, jumpSecretsOf } from './jump-logins.ts';

describe('hostBody', () => {
  it('sends the secrets of the chosen login only', () => {
    const values = {
      ...emptyHostForm,
      name: 'nas',
      address: 'nas.lan',
      user: 'root',
      privateKey: 'KEY',
      password: 'typed, then changed my mind',
    };
    expect(hostBody(values, [])).toMatchObject({ url: 'ssh://root@nas.lan:22', secrets: { privateKey: 'KEY' } });
    expect(JSON.stringify(hostBody(values, []))).not.toContain('changed my mind');
  });

  it('puts an IPv6 address in brackets and keeps a user with odd characters in one piece', () => {
    const values = { ...emptyHostForm, name: 'nas', address: 'fe80::1', user: 'domain\\ada@home', port: '2222' };
    expect(hostBody(values, ['SHA256:x'])).toMatchObject({
      url: 'ssh://domain%5Cada%40home@[fe80::1]:2222',
      trust: 'SHA256:x',
    });
  });

  it('asks for no sudo where the user is root already', () => {
    const values = {
      ...emptyHostForm,
      user: 'root',
      name: 'nas',
      address: 'nas',
      sudo: 'password' as const,
      sudoPassword: 'hunter2',
    };
    expect(hostBody(values, [])).toMatchObject({ settings: { sudo: 'none' } });
    expect(JSON.stringify(hostBody(values, []))).not.toContain('hunter2');
  });

  it('uses the helper container only where it was allowed', () => {
    const values = { ...emptyHostForm, name: 'here', way: 'socket' as const };
    expect(hostBody(values, [])).toMatchObject({
      url: 'unix:///var/run/docker.sock',
      settings: { hostAccess: 'none' },
    });
    expect(hostBody({ ...values, helper: true }, [])).toMatchObject({ settings: { hostAccess: 'helper' } });
  });

  it('sends each jump host its own login, and forgets a login that was typed for another address', () => {
    const login = { with: 'password' as const, password: 'of the first', privateKey: '', passphrase: '' };
    const values = {
      ...emptyHostForm,
      name: 'nas',
      address: 'nas',
      jump: 'ssh://a@first ssh://b@second',
      jumpLogins: { 'ssh://a@first': login, 'ssh://a@firs': { ...login, password: 'half typed' } },
    };
    expect(hostBody(values, ['SHA256:a', 'SHA256:b', 'SHA256:nas'])).toMatchObject({
      settings: { jump: ['ssh://a@first', 'ssh://b@second'], legacyAlgorithms: false },
      jumpSecrets: [{ password: 'of the first' }, {}],
      trust: 'SHA256:nas',
      trustJumps: ['SHA256:a', 'SHA256:b'],
    });
    expect(JSON.stringify(hostBody(values, []))).not.toContain('half typed');
  });
});

describe('the login of a jump host', () => {
  it('that is changed forgets what was stored for another way, and what is kept is not sent', () => {
    const login = { password: 'p', privateKey: 'K', passphrase: '' };
    expect(jumpSecretsOf({ ...login, with: 'stored' }, true)).toEqual({});
    expect(jumpSecretsOf({ ...login, with: 'key' }, true)).toEqual({
      password: null,
      privateKey: 'K',
      passphrase: null,
    });
    expect(jumpSecretsOf({ ...login, with: 'host' }, true)).toEqual({
      password: null,
      privateKey: null,
      passphrase: null,
    });
  });

  it('is asked for where the host itself has only a password', () => {
    expect(emptyJumpLogin({ hasKeyOrAgent: false, isStored: false }).with).toBe('password');
    expect(emptyJumpLogin({ hasKeyOrAgent: true, isStored: false }).with).toBe('host');
    expect(emptyJumpLogin({ hasKeyOrAgent: false, isStored: true }).with).toBe('stored');
  });
});

describe('fieldsOf', () => {
  it('fills what was pasted and leaves the rest', () => {
    expect(fieldsOf({ way: 'ssh', user: 'root', host: 'nas', port: 2222 })).toEqual({
      way: 'ssh',
      address: 'nas',
      user: 'root',
      port: '2222',
    });
    expect(fieldsOf({ way: 'ssh', user: null, host: 'nas', port: null })).toEqual({ way: 'ssh', address: 'nas' });
    expect(fieldsOf({ way: 'tcp', host: 'fd00::1', port: 2376 })).toEqual({ way: 'tcp', tcpAddress: '[fd00::1]:2376' });
    expect(fieldsOf({ way: 'socket', path: '/run/docker.sock' })).toEqual({
      way: 'socket',
      socketPath: '/run/docker.sock',
    });
  });
});
