import type { DaemonConfiguration, HostFacts } from '../domain/host-facts.ts';

/** An address on which a dockerd accepts API requests over TCP, and where that was read. */
export interface Listener {
  /** `0.0.0.0:2375` */
  address: string;
  command: string;
  place: string;
}

/**
 * Addresses that accept requests without a client certificate. dockerd merges its command line and its file: `-H` of a unit and
 * `tlsverify` of daemon.json belong together, and neither alone decides what is open. `undecided`: the other one was not read.
 */
export function unverifiedListeners(facts: HostFacts): { open: Listener[]; undecided: Listener[] } {
  const { daemonConfiguration } = facts.sections;
  const file = daemonConfiguration.state === 'known' ? daemonConfiguration.value : null;
  const daemons = commandsOf(facts);
  const open: Listener[] = [];
  const undecided: Listener[] = [];
  for (const words of daemons) {
    const isOfFile = file !== null && sameFlags(words, file.flags);
    if (isVerified(words) ?? (isOfFile && file.values?.tlsverify === true)) continue;
    const listeners = addresses(hostFlags(words)).map((address) => ({
      address,
      command: 'ps',
      place: words.join(' '),
    }));
    // For a second daemon only the command line is read; it decides unless it names its own file.
    const isDecided = isOfFile || (file !== null && !words.some((word) => /^--?config-file(?:=|$)/.test(word)));
    (isDecided ? open : undecided).push(...listeners);
    if (isOfFile) open.push(...listenersOfFile(file));
  }
  if (file !== null && !daemons.some((words) => sameFlags(words, file.flags)) && file.values?.tlsverify !== true) {
    open.push(...listenersOfFile(file));
  }
  return { open, undecided };
}

function commandsOf(facts: HostFacts): string[][] {
  const { daemonProcesses, daemonConfiguration } = facts.sections;
  if (daemonProcesses.state === 'known') return daemonProcesses.value.daemons.map(({ command }) => command);
  if (daemonConfiguration.state === 'unknown' || daemonConfiguration.value.flags.length === 0) return [];
  return [['dockerd', ...daemonConfiguration.value.flags]];
}

function listenersOfFile({ path, values }: DaemonConfiguration): Listener[] {
  const hosts = Array.isArray(values?.hosts) ? values.hosts.filter((host) => typeof host === 'string') : [];
  return addresses(hosts).map((address) => ({ address, command: `cat ${path}`, place: `"hosts" in ${path}` }));
}

/** Is this the command line whose flags were read together with the file (`--host x` is there written as `--host=x`)? */
function sameFlags(words: readonly string[], flags: readonly string[]): boolean {
  const letters = (parts: readonly string[]) => parts.join('=').replace(/=+/g, '=');
  return letters(words.slice(1)) === letters(flags);
}

/** Only what follows `-H` or `--host`: a log option may contain a tcp:// address too, and no daemon listens there. */
function hostFlags(words: readonly string[]): string[] {
  return words.flatMap((word, at) => {
    const match = /^(?:--?host(?:=(.*))?|-H=?(.*))$/s.exec(word);
    if (match === null) return [];
    return match[1] || match[2] || (words[at + 1] ?? []);
  });
}

/** Without a scheme dockerd takes an address for TCP; `tcp://` alone is its default port on localhost. */
function addresses(hosts: readonly string[]): string[] {
  return hosts.flatMap((host) => {
    const match = /^(?:([a-z]+):\/\/)?(.*)$/is.exec(host);
    if ((match?.[1] ?? 'tcp').toLowerCase() !== 'tcp' || host === '') return [];
    return match?.[2] || 'localhost';
  });
}

/** The last `--tlsverify` counts; null where there is none, then the file decides. */
function isVerified(words: readonly string[]): boolean | null {
  const flag = words.findLast((word) => /^--?tlsverify(?:=|$)/.test(word));
  return flag === undefined ? null : !/=(?:0|f|false)$/i.test(flag);
}
