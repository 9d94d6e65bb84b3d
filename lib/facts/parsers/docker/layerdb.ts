import type { LayerChain, LayerDatabase, LayerMount } from '../../../domain/layer-facts.ts';
import { type InPieces, mapInPieces } from '../../../domain/slices.ts';
import {
  baseName,
  failure,
  nulNames,
  type Parts,
  type StatRecord,
  smallFilesInPieces,
  statRecordsInPieces,
} from '../records.ts';

/**
 * `image/<driver>/layerdb` (moby layer/filestore.go): `sha256/<chain>/{cache-id,parent,size,diff}`, `mounts/<name>/{mount-id,init-id,
 * parent}`, `tmp/write-set-<n>/…`. `parent` holds `sha256:<chain>`; a first layer has none.
 *
 * An entry whose files could not be read line by line (a newline in its name) is named in `unreadableEntries`.
 */
const removing = /^[0-9a-f]{64}-[0-9a-f]{64}-removing$/;

export function* parseLayerdb(parts: Parts): InPieces<LayerDatabase> {
  const [driver = '', path = ''] = nulNames(parts.part('driver'));
  if (driver === '' || !path.startsWith('/')) throw failure('layerdb', 'no driver or no path', driver);
  const chains = yield* read(parts, 'chains');
  const mounts = yield* read(parts, 'mounts');
  const writeSets = yield* read(parts, 'writeSets');
  return {
    driver,
    path,
    chains: yield* mapInPieces(chains, ({ name, files, record }) => chain(name, files, record)),
    mounts: yield* mapInPieces(mounts, ({ name, files, record }) => mount(name, files, record)),
    writeSets: writeSets.map(({ name, files, record }) => ({
      name,
      cacheId: files.get('cache-id')?.trim() || null,
      bornSeconds: record.birthSeconds ?? record.changedSeconds,
    })),
    unreadableEntries: [...chains, ...mounts, ...writeSets]
      .map(({ name }) => name)
      .filter((name) => name.includes('\n')),
  };
}

interface Entry {
  name: string;
  files: Map<string, string>;
  record: StatRecord;
}

function* read(parts: Parts, kind: 'chains' | 'mounts' | 'writeSets'): InPieces<Entry[]> {
  const files = yield* smallFilesInPieces(parts.part(`${kind}Files`), `layerdb ${kind}`);
  const records = yield* statRecordsInPieces(parts.part(kind));
  // A single entry may be half made or half gone; several without any file were not read, by whatever fault of the host's tools.
  if (kind !== 'writeSets' && files.size === 0 && records.length > 1) {
    throw failure(`layerdb ${kind}`, `none of its ${records.length} entries could be read`, '');
  }
  return yield* mapInPieces(records, (record) => {
    const name = baseName(record.path);
    return { name, files: files.get(name) ?? new Map<string, string>(), record };
  });
}

function chain(name: string, files: Map<string, string>, record: StatRecord): LayerChain {
  const size = files.get('size')?.trim() ?? '';
  return {
    name,
    cacheId: files.get('cache-id')?.trim() || null,
    parent: files.get('parent')?.trim() || null,
    diffId: files.get('diff')?.trim() || null,
    sizeBytes: /^\d+$/.test(size) ? Number(size) : null,
    isRemoving: removing.test(name),
    changedSeconds: record.changedSeconds,
  };
}

function mount(name: string, files: Map<string, string>, record: StatRecord): LayerMount {
  return {
    name,
    mountId: files.get('mount-id')?.trim() || null,
    initId: files.get('init-id')?.trim() || null,
    parent: files.get('parent')?.trim() || null,
    bornSeconds: record.birthSeconds ?? record.changedSeconds,
  };
}
