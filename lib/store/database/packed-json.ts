import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';
import { nextTurn } from '../../domain/slices.ts';

const deflate = promisify(deflateRaw);

/**
 * Facts of a host with thousands of layers are megabytes of JSON that repeats itself. Level 1 keeps a scan's write short
 * (SQLite and zlib block the event loop here) and still saves nine tenths.
 */
export function packJson(value: unknown): Buffer {
  return deflateRawSync(Buffer.from(JSON.stringify(value), 'utf8'), { level: 1 });
}

/** The same bytes' content for a large object: its fields, and those of `sections`, one turn of the event loop each, compressed in a thread. */
export async function packJsonApart(value: Readonly<Record<string, unknown>>): Promise<Buffer> {
  return deflate(Buffer.from(await textInSlices(value, 2), 'utf8'), { level: 1 });
}

async function textInSlices(value: Readonly<Record<string, unknown>>, levels: number): Promise<string> {
  const parts: string[] = [];
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined) continue;
    const isObject = typeof field === 'object' && field !== null && !Array.isArray(field);
    const text =
      isObject && levels > 1
        ? await textInSlices(field as Readonly<Record<string, unknown>>, levels - 1)
        : JSON.stringify(field);
    parts.push(`${JSON.stringify(key)}:${text}`);
    await nextTurn();
  }
  return `{${parts.join(',')}}`;
}

/** What `packJson` stored, parsed; the caller names the type it put in. */
export function unpackJson(body: Buffer): unknown {
  return JSON.parse(inflateRawSync(body).toString('utf8'));
}
