import type { PastedEngine } from './docker-info.ts';
import type { PastedLine } from './pasted-line.ts';
import { pathArgument } from './pasted-line.ts';
import { numbersOf, type Recognized } from './piece.ts';

export interface PastedConfiguration {
  path: string | null;
  values: Record<string, unknown> | null;
  problem: string | null;
}

const daemonKeys = new Set(
  `storage-driver|data-root|graph|log-driver|log-opts|storage-opts|registry-mirrors|insecure-registries|live-restore|hosts|features|exec-opts|default-address-pools|debug|iptables|bip|dns|group|seccomp-profile|userland-proxy|max-concurrent-downloads|tlsverify|experimental|metrics-addr|runtimes|default-runtime|ipv6|userns-remap|builder|containerd`.split(
    '|',
  ),
);

interface JsonBlock {
  lines: PastedLine[];
  text: string;
}

/** Everything from a line that begins with `{` to its closing brace; strings are skipped. Not closed = not a block. */
function jsonBlocks(lines: readonly PastedLine[]): JsonBlock[] {
  const blocks: JsonBlock[] = [];
  let index = 0;
  // Thousands of braces that never close would each be followed to the end.
  const budget = { characters: 4_000_000 };
  while (index < lines.length && budget.characters > 0) {
    const line = lines[index];
    const opensAt = line ? /(?:^|[\s'"=])\{/.exec(line.text) : null;
    const isOpening = line !== undefined && opensAt !== null && /^[^{]{0,80}\{/.test(line.text);
    const end = isOpening ? blockEnd(lines, index, budget) : null;
    if (end === null) {
      index += 1;
      continue;
    }
    const taken = lines.slice(index, end + 1);
    const joined = taken.map((part) => part.text).join('\n');
    const from = joined.indexOf('{');
    blocks.push({ lines: taken, text: joined.slice(from, joined.lastIndexOf('}') + 1) });
    index = end + 1;
  }
  return blocks;
}

function blockEnd(lines: readonly PastedLine[], start: number, budget: { characters: number }): number | null {
  let depth = 0;
  let inString = false;
  for (let index = start; index < Math.min(lines.length, start + 3000); index += 1) {
    const text = lines[index]?.text ?? '';
    budget.characters -= text.length + 1;
    if (budget.characters < 0) return null;
    for (let at = 0; at < text.length; at += 1) {
      const character = text[at];
      if (inString) {
        if (character === '\\') at += 1;
        else if (character === '"') inString = false;
      } else if (character === '"') inString = true;
      else if (character === '{') depth += 1;
      else if (character === '}') depth -= 1;
    }
    // A string does not go over a line's end: an odd quote is a typing error, not a reason to swallow the rest.
    inString = false;
    if (depth === 0) return index;
    if (depth < 0) return null;
  }
  return null;
}

export function readJson(lines: readonly PastedLine[]): {
  engines: Recognized<PastedEngine>[];
  configurations: Recognized<PastedConfiguration>[];
} {
  const engines: Recognized<PastedEngine>[] = [];
  const configurations: Recognized<PastedConfiguration>[] = [];
  for (const block of jsonBlocks(lines)) {
    const parsed = parse(block.text);
    const values = parsed.values;
    if (
      values !== null &&
      typeof values.Driver === 'string' &&
      ('DriverStatus' in values || 'DockerRootDir' in values)
    ) {
      engines.push({ kind: 'docker-info-json', lines: numbersOf(block.lines), value: engineOf(values) });
    } else if (isConfiguration(values, block.text)) {
      const path = configurationPath(block.lines[0]?.command ?? null);
      // Placeholders and comments are the poster's, not the file's.
      const isEdited = /\.\.\.|…|^\s*(?:#|\/\/)|<[a-z -]+>/m.test(block.text);
      if (values === null && isEdited) continue;
      configurations.push({
        kind: 'daemon-json',
        lines: numbersOf(block.lines),
        value: { path, values, problem: parsed.problem },
      });
    }
  }
  const used = new Set([...engines, ...configurations].flatMap((piece) => piece.lines));
  const fragment = readFragment(lines.filter((line) => !used.has(line.number)));
  if (fragment) configurations.push(fragment);
  return { engines, configurations };
}

/** `"storage-driver": "btrfs",` lines without their braces, as people quote them. */
function readFragment(lines: readonly PastedLine[]): Recognized<PastedConfiguration> | null {
  const values: Record<string, unknown> = {};
  const used: PastedLine[] = [];
  for (const line of lines) {
    const match = /^\s*"([a-z][a-z-]{1,40})"\s*:\s*("(?:[^"\\]|\\.){0,300}"|true|false|\d{1,9})\s*,?\s*$/.exec(
      line.text,
    );
    if (!match?.[1] || !match[2] || !daemonKeys.has(match[1])) continue;
    const parsed = parse(`{"value": ${match[2]}}`).values;
    if (parsed === null) continue;
    values[match[1]] = parsed.value;
    used.push(line);
  }
  if (Object.keys(values).length < 1 || !used.some((line) => /driver|data-root|graph/.test(line.text))) return null;
  return { kind: 'daemon-json', lines: numbersOf(used), value: { path: null, values, problem: null } };
}

function configurationPath(command: string | null): string | null {
  const path = pathArgument(command);
  return path?.endsWith('.json') ? path : null;
}

function isConfiguration(values: Record<string, unknown> | null, text: string): boolean {
  if (values !== null)
    return Object.keys(values).some((key) => daemonKeys.has(key)) && !('Id' in values) && !('services' in values);
  const named = [...text.matchAll(/"([a-z][a-z-]{2,40})"\s*:/g)].filter((match) => daemonKeys.has(match[1] ?? ''));
  return (
    named.length > 0 &&
    /"(?:storage-driver|data-root|graph|log-driver|registry-mirrors|hosts)"/.test(text) &&
    text.length < 20_000
  );
}

function parse(text: string): { values: Record<string, unknown> | null; problem: string | null } {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? { values: value, problem: null } : { values: null, problem: 'not a JSON object' };
  } catch (error) {
    // What is wrong is the finding: daemon.json with a trailing comma keeps dockerd from starting.
    return { values: null, problem: error instanceof Error ? error.message.slice(0, 200) : 'not JSON' };
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function engineOf(info: Record<string, unknown>): PastedEngine {
  const text = (name: string) => (typeof info[name] === 'string' ? info[name] : '');
  const list = (name: string) =>
    Array.isArray(info[name]) ? info[name].filter((item) => typeof item === 'string') : [];
  const driverStatus = (Array.isArray(info.DriverStatus) ? info.DriverStatus : []).flatMap(
    (pair): [string, string][] =>
      Array.isArray(pair) && typeof pair[0] === 'string' ? [[pair[0], String(pair[1] ?? '')]] : [],
  );
  const isContainerd = driverStatus.some(
    ([name, value]) => name === 'driver-type' && value.includes('io.containerd.snapshotter'),
  );
  const engine: PastedEngine = {
    storageDriver: text('Driver'),
    imageStore: isContainerd ? 'containerd' : 'graphdriver',
    driverStatus,
    backingFilesystem: driverStatus.find(([name]) => name.toLowerCase() === 'backing filesystem')?.[1] ?? null,
    version: text('ServerVersion') || ('ExecutionDriver' in info ? '≤ 1.10' : ''),
    dataRoot: text('DockerRootDir'),
    kernel: text('KernelVersion'),
    os: text('OperatingSystem'),
    architecture: text('Architecture'),
    loggingDriver: text('LoggingDriver'),
    warnings: list('Warnings'),
    securityOptions: list('SecurityOptions'),
    name: text('Name'),
    id: text('ID'),
    liveRestore: info.LiveRestoreEnabled === true,
  };
  return engine;
}
