import type { PastedAddress } from '@/lib/domain/pasted-address';
import { emptyJumpLogin, type JumpLogins, jumpSecretsOf, jumpsOf } from './jump-logins.ts';

export type Way = 'socket' | 'ssh' | 'tcp';

/** What the form holds: all text, as typed. */
export interface HostFormValues {
  name: string;
  way: Way;
  address: string;
  port: string;
  user: string;
  /** `make`: with a key that Bilge makes for it */
  login: 'make' | 'key' | 'password' | 'agent';
  /** the id of that key */
  madeKey: string;
  privateKey: string;
  passphrase: string;
  password: string;
  sudo: 'none' | 'nopasswd' | 'password';
  sudoPassword: string;
  socketPath: string;
  helper: boolean;
  jump: string;
  jumpLogins: JumpLogins;
  legacyAlgorithms: boolean;
  dockerSocket: string;
  tcpAddress: string;
  tlsCa: string;
  tlsCert: string;
  tlsKey: string;
}

export const emptyHostForm: HostFormValues = {
  name: '',
  way: 'ssh',
  address: '',
  port: '22',
  // Empty: what is right differs by platform (DSM refuses root), and a wrong preset reads like advice.
  user: '',
  login: 'key',
  madeKey: '',
  privateKey: '',
  passphrase: '',
  password: '',
  sudo: 'none',
  sudoPassword: '',
  socketPath: '/var/run/docker.sock',
  helper: false,
  jump: '',
  jumpLogins: {},
  legacyAlgorithms: false,
  dockerSocket: '',
  tcpAddress: '',
  tlsCa: '',
  tlsCert: '',
  tlsKey: '',
};

/** The fields that a pasted address fills; what was not in it stays. */
export function fieldsOf(pasted: PastedAddress): Partial<HostFormValues> {
  if (pasted.way === 'socket') return { way: 'socket', socketPath: pasted.path };
  const { host, port } = pasted;
  if (pasted.way === 'tcp') {
    return { way: 'tcp', tcpAddress: `${host.includes(':') ? `[${host}]` : host}${port === null ? '' : `:${port}`}` };
  }
  return {
    way: 'ssh',
    address: host,
    ...(port === null ? {} : { port: String(port) }),
    ...(pasted.user === null ? {} : { user: pasted.user }),
  };
}

/**
 * The body that POST /hosts and /hosts/test take. Secrets of a way that is not chosen are not sent. `trusted`: the fingerprints that a person
 * compared, of the jump hosts and then of the host.
 */
export function hostBody(values: HostFormValues, trusted: readonly string[]): object {
  const text = (value: string): string | undefined => (value.trim() === '' ? undefined : value);
  const common = { name: values.name.trim(), trust: trusted.at(-1) ?? null, trustJumps: trusted.slice(0, -1) };
  if (values.way === 'socket') {
    return {
      ...common,
      url: `unix://${values.socketPath.trim()}`,
      settings: { hostAccess: values.helper ? 'helper' : 'none' },
      secrets: {},
    };
  }
  if (values.way === 'tcp') {
    return {
      ...common,
      url: `tcp://${values.tcpAddress.trim()}`,
      settings: {
        hostAccess: values.helper ? 'helper' : 'none',
        tlsCa: text(values.tlsCa) ?? null,
        tlsCert: text(values.tlsCert) ?? null,
      },
      secrets: { tlsKey: text(values.tlsKey) },
    };
  }
  const address = values.address.trim();
  const host = address.includes(':') && !address.startsWith('[') ? `[${address}]` : address;
  const isRoot = values.user.trim() === 'root';
  const jumps = jumpsOf(values.jump);
  const untouched = emptyJumpLogin({ hasKeyOrAgent: values.login !== 'password', isStored: false });
  return {
    ...common,
    url: `ssh://${encodeURIComponent(values.user.trim())}@${host}:${values.port.trim() || '22'}`,
    settings: {
      sudo: isRoot ? 'none' : values.sudo,
      agent: values.login === 'agent',
      jump: jumps,
      legacyAlgorithms: values.legacyAlgorithms,
      dockerSocket: text(values.dockerSocket) ?? null,
    },
    ...(values.login === 'make' ? { madeKey: values.madeKey } : {}),
    jumpSecrets: jumps.map((url) => jumpSecretsOf(values.jumpLogins[url] ?? untouched, false)),
    secrets: {
      ...(values.login === 'key' ? { privateKey: text(values.privateKey), passphrase: text(values.passphrase) } : {}),
      ...(values.login === 'password' ? { password: text(values.password) } : {}),
      ...(!isRoot && values.sudo === 'password' ? { sudoPassword: text(values.sudoPassword) } : {}),
    },
  };
}
