import type { ImageDatabase } from '../../../domain/layer-facts.ts';
import { filterInPieces, type InPieces, mapInPieces } from '../../../domain/slices.ts';
import { baseName, failure, nulNames, type Parts, smallFilesInPieces, statRecordsInPieces } from '../records.ts';

/**
 * `image/<driver>/imagedb/content/sha256/<id>` and `repositories.json` (moby image/fs.go, reference/store.go, 20.10 to 29.7).
 *
 * A configuration from which no diff ids can be read keeps `diffIds: null`: its layers are unknown, not none. An image of no
 * layers at all (imported from an empty tar) has `"diff_ids":null` or `[]`, which is an empty list.
 */
export function* parseImagedb(parts: Parts): InPieces<ImageDatabase> {
  const [driver = ''] = nulNames(parts.part('driver'));
  if (driver === '') throw failure('imagedb', 'no driver', '');
  const short = (yield* smallFilesInPieces(parts.part('diffIds'), 'imagedb')).get('sha256');
  const whole = (yield* smallFilesInPieces(parts.part('whole'), 'imagedb')).get('sha256');
  const records = yield* statRecordsInPieces(parts.part('images'));
  const files = yield* filterInPieces(records, (record) => record.kind === 'file');
  const images = yield* mapInPieces(files, (record) => {
    const id = baseName(record.path);
    return { id, diffIds: fromShort(short?.get(id)) ?? fromWhole(whole?.get(id)) };
  });
  return { driver, images, references: references(parts.part('repositories').toString('utf8')) };
}

/** `"diff_ids":["sha256:…","sha256:…"]`; two matches in one file come as two lines and are refused. */
function fromShort(text: string | undefined): string[] | null {
  return text === undefined ? null : diffIds(parsed(`{${text}}`));
}

function fromWhole(text: string | undefined): string[] | null {
  const config = text === undefined ? null : parsed(text);
  return isObject(config) ? diffIds(config.rootfs) : null;
}

function diffIds(holder: unknown): string[] | null {
  if (!isObject(holder)) return null;
  const found = holder.diff_ids;
  if (found === null || (found === undefined && holder.type === 'layers')) return [];
  if (!Array.isArray(found)) return null;
  const ids = found.filter((id) => typeof id === 'string' && /^sha256:[0-9a-f]{64}$/.test(id));
  return ids.length === found.length ? ids : null;
}

/** `{"Repositories":{"busybox":{"busybox:lab":"sha256:…"}}}` → image id → its references. */
function references(text: string): Record<string, string[]> {
  if (text === '') return {};
  const file = parsed(text);
  const repositories = isObject(file) ? file.Repositories : undefined;
  if (!isObject(repositories)) throw failure('repositories.json', 'it holds no "Repositories"', text.slice(0, 100));
  const found: Record<string, string[]> = {};
  for (const tags of Object.values(repositories)) {
    if (!isObject(tags)) throw failure('repositories.json', 'a repository is no object', text.slice(0, 100));
    for (const [reference, id] of Object.entries(tags)) {
      if (typeof id !== 'string') throw failure('repositories.json', 'a reference names no image', reference);
      const short = id.replace(/^sha256:/, '');
      found[short] = [...(found[short] ?? []), reference];
    }
  }
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What does not parse is told by the caller: null for one image, a ParseFailure for repositories.json.
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
