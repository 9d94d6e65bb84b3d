import { InvalidInputError } from '../domain/errors.ts';
import type { HostAddress } from '../domain/host.ts';

export type SshAddress = Extract<HostAddress, { kind: 'ssh' }>;

const authorityPattern = /^(?:([^@/]*)@)?(\[[0-9A-Fa-f:.]+(?:%[0-9A-Za-z._~-]+)?\]|[^:@/[\]]+)(?::([0-9]*))?\/?$/;
/** Names that a resolver or sshd accepts; a name that begins with a dash would be read as an option by other programs. */
const hostNamePattern = /^[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?$/;
const userPattern = /^[^\s:@/\\'"`$&;|<>()\p{Cc}-][^\s:/'"`$&;|<>()\p{Cc}]*$/u;

/** What may be a password: it stands after a colon and before an `@`, whatever other signs are in it (`/`, `@`), and also where no scheme is. */
const passwordPattern = /^(?!\/)[^:]*(?::|%3a).*@/is;

/** `ssh://user@host:port` (root and 22 where left out), `unix:///path`, `tcp://host:port` (2375 where left out), `demo:name`. */
export function parseAddress(url: string): HostAddress {
  const text = url.trim();
  if (passwordPattern.test(text.replace(/^[a-z+]+:\/\//i, ''))) {
    // The text itself is not repeated: it holds a password, and errors are logged.
    throw new InvalidInputError('A password does not belong in the address. Enter it in its own field.');
  }
  if (text.startsWith('demo:')) return parseDemo(text);
  const scheme = /^([a-z+]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    throw refuse(text, `it does not begin with ssh://, unix:// or tcp://. Did you mean ssh://${text}?`);
  }
  const rest = text.slice(scheme.length + 3);
  switch (scheme) {
    case 'ssh':
      return parseSsh(text, rest);
    case 'unix':
      if (!rest.startsWith('/') || rest.includes('\0')) {
        throw refuse(text, 'a socket needs an absolute path after unix://, as in unix:///var/run/docker.sock.');
      }
      return { kind: 'unix', path: rest };
    case 'tcp': {
      const { user, host, port } = parseAuthority(text, rest);
      if (user !== null) throw refuse(text, 'a tcp:// address has no user name.');
      return { kind: 'tcp', host, port: port ?? 2375 };
    }
    case 'http':
    case 'https':
      throw refuse(text, `write tcp:// instead of ${scheme}://; TLS is used where certificates are given.`);
    default:
      throw refuse(text, `${scheme}:// is not supported. Use ssh://, unix:// or tcp://.`);
  }
}

/** For jump hosts, which can only be reached by SSH. */
export function parseSshAddress(url: string): SshAddress {
  const address = parseAddress(url);
  if (address.kind !== 'ssh') throw refuse(url, 'a jump host is reached by SSH: ssh://user@host:port.');
  return address;
}

/** The shortest URL that parses to the same address. */
export function formatAddress(address: HostAddress): string {
  switch (address.kind) {
    case 'demo':
      return `demo:${address.name}`;
    case 'unix':
      return `unix://${address.path}`;
    case 'tcp':
      return `tcp://${bracketed(address.host)}:${address.port}`;
    case 'ssh': {
      const port = address.port === 22 ? '' : `:${address.port}`;
      return `ssh://${encodeURIComponent(address.user)}@${bracketed(address.host)}${port}`;
    }
  }
}

function parseDemo(text: string): HostAddress {
  const name = text.slice('demo:'.length);
  if (!/^[a-z][a-z0-9-]*$/.test(name)) throw refuse(text, 'a demo host is demo: and a name, as in demo:nas.');
  return { kind: 'demo', name };
}

function parseSsh(text: string, rest: string): SshAddress {
  const { user, host, port } = parseAuthority(text, rest);
  return { kind: 'ssh', user: user ?? 'root', host, port: port ?? 22 };
}

function parseAuthority(text: string, rest: string): { user: string | null; host: string; port: number | null } {
  const match = authorityPattern.exec(rest);
  if (match === null) {
    const hint = /^[^/]+\/./.test(rest)
      ? 'nothing may follow the host and port. The Docker socket path is a separate setting.'
      : rest.split(':').length > 2
        ? 'an IPv6 address needs square brackets, as in ssh://root@[fd00::1]:22.'
        : 'expected user@host:port.';
    throw refuse(text, hint);
  }
  const [, userText, hostText = '', portText] = match;
  const isLiteral = hostText.startsWith('[');
  const host = isLiteral ? hostText.slice(1, -1) : hostText;
  if (!isLiteral && !hostNamePattern.test(host)) throw refuse(text, `"${host}" is not a host name.`);
  return { user: parseUser(text, userText), host, port: parsePort(text, portText) };
}

function parseUser(text: string, userText: string | undefined): string | null {
  if (userText === undefined) return null;
  let user: string;
  try {
    user = decodeURIComponent(userText);
  } catch (cause) {
    throw new InvalidInputError(`The address ${JSON.stringify(text)} has a broken % escape in its user name.`, cause);
  }
  if (!userPattern.test(user)) throw refuse(text, 'the user name is empty or has invalid characters.');
  return user;
}

function parsePort(text: string, portText: string | undefined): number | null {
  if (portText === undefined) return null;
  const port = Number(portText);
  if (portText === '' || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw refuse(text, 'a port is a number from 1 to 65535.');
  }
  return port;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function refuse(text: string, why: string): InvalidInputError {
  return new InvalidInputError(`The address ${JSON.stringify(text)} cannot be used: ${why}`);
}
