import type { DaemonConfiguration } from '../../../domain/host-facts.ts';
import { decodeName } from '../../../domain/names.ts';
import { failure, nulNames, type Parts } from '../records.ts';

/** An empty file is what dockerd takes for `{}`. A file that is no JSON object is known to exist and to be broken: dockerd would not start. */
export function parseDaemonConfiguration(parts: Parts): DaemonConfiguration {
  const [path = ''] = nulNames(parts.part('path'));
  if (!path.startsWith('/')) throw failure('daemon configuration', 'no path', path);
  const content = parts.optional('content');
  const attributes = parts.optional('attributes')?.toString('utf8').split(' ')[0] ?? null;
  return {
    path,
    exists: content !== null,
    ...values(content?.toString('utf8').trim() ?? ''),
    flags: flags(parts.part('flags')),
    isImmutable: attributes === null ? null : attributes.includes('i'),
  };
}

function values(text: string): Pick<DaemonConfiguration, 'values' | 'problem'> {
  if (text === '') return { values: {}, problem: null };
  try {
    const parsed: unknown = JSON.parse(text);
    if (isObject(parsed)) return { values: parsed, problem: null };
    return { values: null, problem: 'It holds no JSON object.' };
  } catch (error) {
    return { values: null, problem: `It is not valid JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `--storage-driver overlay2` becomes `--storage-driver=overlay2`, as it would have been written in one. */
function flags(cmdline: Buffer): string[] {
  const words = decodeName(cmdline).split('\0').slice(1);
  const found: string[] = [];
  for (const word of words) {
    const last = found.at(-1);
    if (word === '') continue;
    if (!word.startsWith('-') && last !== undefined && !last.includes('=')) found[found.length - 1] = `${last}=${word}`;
    else found.push(word);
  }
  return found;
}
