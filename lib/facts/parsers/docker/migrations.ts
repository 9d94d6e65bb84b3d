import type { Fact } from '../../../domain/fact.ts';
import {
  imageTypes,
  type Migration,
  type MigrationImage,
  type MigrationLists,
  type MigrationSide,
  migrationPhases,
} from '../../../domain/migration.ts';
import type { MountEntry } from '../../../domain/storage-facts.ts';
import { uuidsOf } from '../kernel/filesystems.ts';
import { isOwnMountPoint, mountOf } from '../kernel/mountinfo.ts';
import { failure, nulNames, type Parts, textLines, wholeNumber } from '../records.ts';

/** `facts:1`: KEY=VALUE, the last of a key counts; `lists:1`: `container ID`, `image ID NAME DIGEST`, `volume NAME`, `network NAME DRIVER`. */
export function parseMigrations(parts: Parts, mounts: Fact<MountEntry[]>): Migration[] {
  parts.part('looked');
  const places = parts.withPrefix('path:');
  if (places.length === 0) return [];
  if (mounts.state === 'unknown') throw failure('migrations', `the mounts are unknown (${mounts.detail})`, '');
  const look = { parts, mounts: mounts.value, uuids: uuidsOf(parts) };
  return places.map(({ key, bytes }) => {
    const [record = ''] = nulNames(bytes);
    const said = new Map(
      textLines(parts.part(`facts:${key}`)).map((line) => [
        line.slice(0, line.indexOf('=')),
        line.slice(line.indexOf('=') + 1),
      ]),
    );
    const text = (name: string): string => said.get(name) ?? '';
    const phase = migrationPhases.find((each) => each === text('phase'));
    if (phase === undefined) throw failure('migrations', 'a record names no phase', text('phase'));
    const bytesOfRoot = text('bytes');
    return {
      runId: text('run'),
      record,
      phase,
      phaseAt: text('phase_at'),
      from: sideOf(look, key, 'from', text),
      to: sideOf(look, key, 'to', text),
      image: imageOf(text),
      bytes: /^\d+$/.test(bytesOfRoot) ? Number(bytesOfRoot) : null,
      configuredBefore: text('before').startsWith('/') ? text('before') : null,
      wasStarted: text('started') === 'yes',
      isBeingDeleted: text('deleting') === 'yes',
      listedAt: text('listed_at') || null,
      lists: listsOf(parts.optional(`lists:${key}`)),
    };
  });
}

interface Look {
  parts: Parts;
  mounts: readonly MountEntry[];
  uuids: { of(source: string): string | null };
}

function sideOf(look: Look, key: string, name: 'from' | 'to', text: (name: string) => string): MigrationSide {
  const path = text(name);
  if (!path.startsWith('/')) throw failure('migrations', 'a record names no path', path);
  const inode = wholeNumber(text(`${name}_inode`), 'migrations');
  const filesystem = text(`${name}_filesystem`);
  const seen = look.parts.optional(`${name}:${key}`);
  const [seenInode, fsid] = seen === null ? [] : textLines(seen);
  const mount = mountOf(path, look.mounts);
  const ids = [fsid, mount === null ? null : look.uuids.of(mount.source)];
  return {
    path,
    inode,
    filesystem,
    isMountPoint: isOwnMountPoint(path, look.mounts),
    // The host compares again, with more ways to read an id, before anything is done with it.
    isThere:
      (seenInode === String(inode) && (ids.includes(filesystem) || ids.every((id) => id === null || id === fsid))) ||
      (name === 'to' && isImageThere(look.parts.optional(`image:${key}`), text)),
  };
}

/** The file itself, whether it is mounted or not: before Docker is started on it, or anything is deleted, the host looks again. */
function isImageThere(seen: Buffer | null, text: (name: string) => string): boolean {
  if (seen === null) return false;
  const inode = text('image_inode');
  return inode === '' || textLines(seen)[0] === inode;
}

function imageOf(text: (name: string) => string): MigrationImage | null {
  const path = text('image');
  if (path === '') return null;
  const type = imageTypes.find((each) => each === text('image_type'));
  if (!path.startsWith('/') || type === undefined) throw failure('migrations', 'a record names no image', path);
  return { path, type, bytes: wholeNumber(text('image_bytes'), 'migrations') };
}

function listsOf(bytes: Buffer | null): MigrationLists {
  const lists: MigrationLists = { containers: [], volumes: [], images: [], networks: [] };
  for (const line of bytes === null ? [] : textLines(bytes)) {
    const [kind = '', id = ''] = line.split(' ');
    const list = { container: lists.containers, volume: lists.volumes, image: lists.images, network: lists.networks }[
      kind
    ];
    if (list !== undefined && !list.includes(id)) list.push(id);
  }
  return lists;
}
