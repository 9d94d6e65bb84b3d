export type Way = 'socket' | 'ssh' | 'tcp';

/** What the form holds: all text, as typed. */
export interface HostFormValues {
  name: string;
  way: Way;
  address: string;
  port: string;
  user: string;
  login: 'key' | 'password' | 'agent';
  privateKey: string;
  passphrase: string;
  password: string;
  sudo: 'none' | 'nopasswd' | 'password';
  sudoPassword: string;
  socketPath: string;
  helper: boolean;
  jump: string;
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
  user: 'root',
  login: 'key',
  privateKey: '',
  passphrase: '',
  password: '',
  sudo: 'none',
  sudoPassword: '',
  socketPath: '/var/run/docker.sock',
  helper: false,
  jump: '',
  dockerSocket: '',
  tcpAddress: '',
  tlsCa: '',
  tlsCert: '',
  tlsKey: '',
};

/** The body that POST /hosts and /hosts/test take. Secrets of a way that is not chosen are not sent. */
export function hostBody(values: HostFormValues, trust: string | null): unknown {
  const text = (value: string): string | undefined => (value.trim() === '' ? undefined : value);
  const common = { name: values.name.trim(), trust };
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
  return {
    ...common,
    url: `ssh://${encodeURIComponent(values.user.trim() || 'root')}@${host}:${values.port.trim() || '22'}`,
    settings: {
      sudo: isRoot ? 'none' : values.sudo,
      agent: values.login === 'agent',
      jump: values.jump.split(/[\s,]+/).filter((hop) => hop !== ''),
      dockerSocket: text(values.dockerSocket) ?? null,
    },
    secrets: {
      ...(values.login === 'key' ? { privateKey: text(values.privateKey), passphrase: text(values.passphrase) } : {}),
      ...(values.login === 'password' ? { password: text(values.password) } : {}),
      ...(!isRoot && values.sudo === 'password' ? { sudoPassword: text(values.sudoPassword) } : {}),
    },
  };
}
