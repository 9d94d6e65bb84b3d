import type { VolumeOnDisk } from '../../../domain/layer-facts.ts';
import { decodeName } from '../../../domain/names.ts';
import { baseName, failure, nulNames, nulRecords, type Parts, statRecords } from '../records.ts';

/** `volumes/<name>/_data` (moby volume/local): every directory there becomes a volume at the next start. */
const firstLevelLimit = 64;

export function parseVolumesOnDisk(parts: Parts): VolumeOnDisk[] {
  const [path = ''] = nulNames(parts.part('path'));
  if (!path.startsWith('/')) throw failure('volumes', 'no path', path);
  const data = new Map(statRecords(parts.part('data')).map((record) => [volumeOf(record.path), record]));
  const targets = pairs(parts.part('targets'));
  const withOptions = new Set(nulNames(parts.part('options')).map(volumeOf));
  const markers = new Map<string, string[]>();
  for (const [folder, marker] of pairs(parts.part('markers'))) {
    const volume = folder.split('/')[0] ?? '';
    markers.set(volume, [...(markers.get(volume) ?? []), marker]);
  }
  const firstLevel = namesInside(parts);
  return statRecords(parts.part('entries'))
    .filter((record) => record.kind === 'directory')
    .map((record) => {
      const name = baseName(record.path);
      const own = data.get(name);
      return {
        name,
        dataPath:
          own === undefined
            ? null
            : (targets.find(([link]) => volumeOf(link) === name)?.[1] ?? `${path}/${name}/_data`),
        device: own?.device ?? null,
        inode: own?.inode ?? null,
        changedSeconds: own?.changedSeconds ?? null,
        firstLevel: (firstLevel.get(name) ?? []).slice(0, firstLevelLimit),
        nestedDrivers: nestedDrivers(markers.get(name) ?? []),
        hasOptions: withOptions.has(name),
      };
    });
}

/** `./<volume>/_data/…` → the volume. */
function volumeOf(path: string): string {
  return path.split('/')[1] ?? '';
}

function pairs(bytes: Buffer): [string, string][] {
  const names = nulNames(bytes);
  if (names.length % 2 !== 0) throw failure('volumes', 'a pair is incomplete', names.at(-1) ?? '');
  return names.flatMap((name, index) => (index % 2 === 0 ? [[name, names[index + 1] ?? '']] : []));
}

function namesInside(parts: Parts): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const path of nulNames(parts.part('firstLevel'))) {
    const volume = volumeOf(path);
    const names = found.get(volume) ?? [];
    names.push(path.slice(`./${volume}/_data/`.length));
    found.set(volume, names);
  }
  const many = nulRecords(parts.part('firstOfMany'));
  for (let index = 0; index + 1 < many.length; index += 2) {
    const names = decodeName(many[index + 1] ?? Buffer.alloc(0)).split('\n');
    found.set(
      volumeOf(decodeName(many[index] ?? Buffer.alloc(0))),
      names.filter((name) => name !== '' && name !== '.' && name !== '..'),
    );
  }
  return found;
}

/**
 * A data root has `image/` (graph drivers) or `containerd/daemon` beside `containers/` or `buildkit/`; the drivers are those whose
 * directories are there. Engine 29's containerd store counts as `overlayfs`.
 */
function nestedDrivers(markers: readonly string[]): string[] | null {
  const has = (marker: string) => markers.includes(marker);
  if (!(has('image') || has('containerd/daemon')) || !(has('containers') || has('buildkit'))) return null;
  const drivers = markers.filter((marker) => !['image', 'containers', 'buildkit'].includes(marker));
  return drivers.map((marker) => (marker === 'containerd/daemon' ? 'overlayfs' : (marker.split('/')[0] ?? marker)));
}
