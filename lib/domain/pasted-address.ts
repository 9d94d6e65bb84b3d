/** What someone pasted where an address belongs, taken apart; `null` parts were not in it. */
export type PastedAddress =
  | { way: 'ssh'; user: string | null; host: string; port: number | null }
  | { way: 'tcp'; host: string; port: number | null }
  | { way: 'socket'; path: string };

/** as the API takes it (`url` of a new host) */
const longestAddress = 500;

/**
 * Takes `ssh://root@nas:2222`, `root@nas`, `nas:2222`, `ssh root@nas -p 22`, `tcp://…` and `unix://…` apart, IPv6 too. `null`: it is nothing of
 * these, or what the field asks for anyway: a plain name, and beside TCP `nas:2375`, which must not turn into SSH. It judges no name: what is
 * wrong with a part is said beside its field.
 * @param field the way whose field it was pasted into
 */
export function readPastedAddress(text: string, field: PastedAddress['way'] = 'ssh'): PastedAddress | null {
  const line = text.trim();
  if (line.length > longestAddress) return null;
  const url = /^([a-z]+):\/\/(.*)$/i.exec(line);
  if (url) return readUrl((url[1] ?? '').toLowerCase(), url[2] ?? '');
  if (/^\/\S*\.sock$/.test(line)) return { way: 'socket', path: line };
  const command = /^ssh\s+(.+)$/i.exec(line);
  if (command) return readCommand((command[1] ?? '').split(/\s+/));
  const parts = readAuthority(line);
  if (parts === null || (parts.user === null && field === 'tcp')) return null;
  return parts.user === null && parts.port === null && parts.host === line ? null : { way: 'ssh', ...parts };
}

function readUrl(scheme: string, rest: string): PastedAddress | null {
  if (scheme === 'unix') return rest.startsWith('/') ? { way: 'socket', path: rest } : null;
  const parts = readAuthority(rest.replace(/\/+$/, ''));
  if (parts === null) return null;
  if (scheme === 'ssh') return { way: 'ssh', ...parts };
  return scheme === 'tcp' && parts.user === null ? { way: 'tcp', host: parts.host, port: parts.port } : null;
}

/** Options that take no value; any other one stands for something that would be lost, so the line is not read. */
const harmless = /^-[46ACKMNTXYafgknqtvx]+$/;

function readCommand(words: readonly string[]): PastedAddress | null {
  let user: string | null = null;
  let port: string | null = null;
  let target: string | null = null;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const option = /^-([pl])(.*)$/.exec(word);
    if (option) {
      const attached = option[2] ?? '';
      const value = attached === '' ? (words[at + 1] ?? '') : attached;
      if (attached === '') at += 1;
      if (option[1] === 'p') port = value;
      else user = value;
    } else if (harmless.test(word)) continue;
    else if (word.startsWith('-') || target !== null) return null;
    else target = word;
  }
  const parts = target === null ? null : readAuthority(target.replace(/^ssh:\/\//i, ''));
  if (parts === null) return null;
  const given = port === null ? parts.port : portOf(port);
  return port !== null && given === null
    ? null
    : { way: 'ssh', user: user ?? parts.user, host: parts.host, port: given };
}

interface Authority {
  user: string | null;
  host: string;
  port: number | null;
}

/** Nothing with a password in it (`user:secret@host`) is taken apart: the secret must not end up in a field that is shown. */
function readAuthority(text: string): Authority | null {
  const found =
    /^(?:([^\s@:/]+)@)?(\[[0-9a-f:.]+(?:%[\w.~-]+)?\]|[^\s@:/[\]]+|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f:.]*)(?::(\d+))?$/i.exec(
      text,
    );
  if (!found) return null;
  const [, user = null, host = '', portText] = found;
  const port = portText === undefined ? null : portOf(portText);
  if (portText !== undefined && port === null) return null;
  return { user: user === null ? null : decoded(user), host: host.replace(/^\[|\]$/g, ''), port };
}

function portOf(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

function decoded(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}
