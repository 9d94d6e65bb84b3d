import { describe, expect, it } from 'vitest';
import { emptyHostForm, hostBody } from './host-form-values.ts';

describe('hostBody', () => {
  it('sends the secrets of the chosen login only', () => {
    const values = {
      ...emptyHostForm,
      name: 'nas',
      address: 'nas.lan',
      privateKey: 'KEY',
      password: 'typed, then changed my mind',
    };
    expect(hostBody(values, null)).toMatchObject({ url: 'ssh://root@nas.lan:22', secrets: { privateKey: 'KEY' } });
    expect(JSON.stringify(hostBody(values, null))).not.toContain('changed my mind');
  });

  it('puts an IPv6 address in brackets and keeps a user with odd characters in one piece', () => {
    const values = { ...emptyHostForm, name: 'nas', address: 'fe80::1', user: 'domain\\ada@home', port: '2222' };
    expect(hostBody(values, 'SHA256:x')).toMatchObject({
      url: 'ssh://domain%5Cada%40home@[fe80::1]:2222',
      trust: 'SHA256:x',
    });
  });

  it('asks for no sudo where the user is root already', () => {
    const values = {
      ...emptyHostForm,
      name: 'nas',
      address: 'nas',
      sudo: 'password' as const,
      sudoPassword: 'hunter2',
    };
    expect(hostBody(values, null)).toMatchObject({ settings: { sudo: 'none' } });
    expect(JSON.stringify(hostBody(values, null))).not.toContain('hunter2');
  });

  it('uses the helper container only where it was allowed', () => {
    const values = { ...emptyHostForm, name: 'here', way: 'socket' as const };
    expect(hostBody(values, null)).toMatchObject({
      url: 'unix:///var/run/docker.sock',
      settings: { hostAccess: 'none' },
    });
    expect(hostBody({ ...values, helper: true }, null)).toMatchObject({ settings: { hostAccess: 'helper' } });
  });
});
