import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { refused } from './sealed-file.ts';

/** What is inside a backup: a line of JSON that lists the parts, then the parts, one after the other. */
const listSchema = z.object({
  database: z.object({ bytes: z.number().int().positive() }),
  key: z.object({ bytes: z.number().int().positive().max(1024) }).nullable(),
});
const longestList = 4096;

export async function* packArchive(parts: {
  database: { file: string; bytes: number };
  key: string | null;
}): AsyncGenerator<Buffer> {
  const key = parts.key === null ? null : Buffer.from(parts.key);
  const list: z.output<typeof listSchema> = {
    database: { bytes: parts.database.bytes },
    key: key === null ? null : { bytes: key.length },
  };
  yield Buffer.from(`${JSON.stringify(list)}\n`);
  if (key !== null) yield key;
  for await (const chunk of createReadStream(parts.database.file)) yield Buffer.from(chunk);
}

/** Writes the database to `target`, which must not exist, and gives the key. Throws where it is not exactly what was listed. */
export async function unpackArchive(
  content: AsyncIterable<Buffer>,
  file: string,
  target: string,
): Promise<{ key: string | null }> {
  const handle = await open(target, 'wx', 0o600);
  try {
    let held: Buffer = Buffer.alloc(0);
    let list: z.output<typeof listSchema> | null = null;
    let key: string | null = null;
    let written = 0;
    for await (const chunk of content) {
      held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
      if (list === null) {
        const end = held.indexOf(0x0a);
        if (end === -1 && held.length <= longestList) continue;
        list = listIn(held.subarray(0, Math.max(end, 0)), file);
        held = held.subarray(end + 1);
      }
      if (list.key !== null && key === null) {
        if (held.length < list.key.bytes) continue;
        key = held.subarray(0, list.key.bytes).toString('utf8');
        held = held.subarray(list.key.bytes);
      }
      await handle.writeFile(held);
      written += held.length;
      held = Buffer.alloc(0);
    }
    if (list === null || written !== list.database.bytes || (list.key !== null && key === null)) throw unlike(file);
    await handle.sync();
    return { key };
  } finally {
    await handle.close();
  }
}

function listIn(line: Buffer, file: string): z.output<typeof listSchema> {
  try {
    return listSchema.parse(JSON.parse(line.toString('utf8')));
  } catch (cause) {
    throw unlike(file, cause);
  }
}

function unlike(file: string, cause?: unknown) {
  return refused(
    `${file} opens, but what is in it is not what a Bilge of this version puts there. It was not used.`,
    cause,
  );
}
