import type { Fact } from '../../../domain/fact.ts';
import type { DriverDirectories, DriverDirectory } from '../../../domain/layer-facts.ts';
import { decodeName } from '../../../domain/names.ts';
import { eachInPieces, filterInPieces, type InPieces, mapInPieces } from '../../../domain/slices.ts';
import type { BtrfsFilesystem, MountEntry } from '../../../domain/storage-facts.ts';
import { subvolumesIn } from '../btrfs/btrfs-creation.ts';
import {
  baseName,
  failure,
  lines,
  nulNames,
  type Parts,
  type SmallFiles,
  type StatRecord,
  smallFiles,
  smallFilesInPieces,
  statRecordsInPieces,
  textLines,
} from '../records.ts';

/**
 * One directory per layer, and what ties one to another. overlay2's `lower` is a colon list of `l/<LINK>`, nearest first, the whole
 * chain; each `l/<LINK>` is a symlink to `../<directory>/diff`.
 *
 * An empty `lower` or `link` (power loss does that) is not "stands on nothing": the section fails, because the missing link
 * might be the only thing that names a directory an image needs.
 */
export interface Ground {
  btrfs: Fact<BtrfsFilesystem[]>;
  mounts: Fact<MountEntry[]>;
}

export function* parseDriverDirectories(parts: Parts, ground: Ground): InPieces<DriverDirectories> {
  const [driver = '', path = ''] = nulNames(parts.part('driver'));
  if (driver === '' || !path.startsWith('/')) throw failure('driver directories', 'no driver or no path', driver);
  const isOverlay2 = driver === 'overlay2' || driver === 'fuse-overlayfs';
  const files = yield* smallFilesInPieces(parts.optional('files') ?? Buffer.alloc(0), 'driver directories');
  yield* eachInPieces(isOverlay2 ? files : [], ([name, own]) => {
    for (const [file, text] of own) {
      if (text.trim() === '') throw failure('driver directories', `${path}/${name}/${file} is empty`, name);
    }
  });
  const records = yield* statRecordsInPieces(parts.part('entries'));
  if (isOverlay2) yield* refuseUnread(records, files);
  const birthOf = driver === 'btrfs' ? btrfsBirths(path, ground) : statxBirth;
  const own = yield* filterInPieces(
    records,
    (record) => !(driver === 'devicemapper' && isDevicemapperOwn(baseName(record.path))),
  );
  const entries = yield* mapInPieces(own, (record) =>
    directory(record, birthOf(record), files.get(baseName(record.path))),
  );
  return {
    driver,
    path,
    entries,
    links: isOverlay2 ? yield* overlayLinks(parts.part('links')) : {},
    needs: needs(driver, files, parts),
  };
}

/**
 * Every layer of overlay2 has its `link`. One without may be in the making; when none of several has one, they were not read, by
 * whatever fault of the host's tools, and the layers would look as if they stood on nothing.
 */
function* refuseUnread(records: readonly StatRecord[], files: SmallFiles): InPieces<void> {
  const layers = yield* filterInPieces(records, (record) => /^[0-9a-z]{25,64}(-init)?$/.test(baseName(record.path)));
  if (layers.length > 1 && ![...files.values()].some((own) => own.has('link'))) {
    throw failure('driver directories', `none of its ${layers.length} layers has a link file`, '');
  }
}

type Birth = Pick<DriverDirectory, 'birthSeconds' | 'birthSource'>;
const noBirth: Birth = { birthSeconds: null, birthSource: 'none' };

function statxBirth(record: StatRecord): Birth {
  return record.birthSeconds === null ? noBirth : { birthSeconds: record.birthSeconds, birthSource: 'statx' };
}

/**
 * A snapshot inherits mtime, ctime and even the statx birth of its source; only the subvolume's own creation time (otime) is right,
 * and `subvolume list -s` prints it for snapshots. A base layer is a subvolume of its own, not a snapshot: it is born with its root
 * directory. What the listing does not have (yet) has no birth.
 */
function btrfsBirths(path: string, ground: Ground): (record: StatRecord) => Birth {
  const subvolumes = subvolumesIn(path, ground.btrfs, ground.mounts);
  return (record) => {
    const subvolume = subvolumes.get(baseName(record.path));
    if (subvolume === undefined) return noBirth;
    if (subvolume.createdSeconds !== null) return { birthSeconds: subvolume.createdSeconds, birthSource: 'otime' };
    return subvolume.parentUuid === null ? statxBirth(record) : noBirth;
  };
}

function directory(record: StatRecord, birth: Birth, files: Map<string, string> | undefined): DriverDirectory {
  const lower = files?.get('lower');
  return {
    name: baseName(record.path),
    kind: record.kind,
    device: record.device,
    inode: record.inode,
    ...birth,
    changedSeconds: record.changedSeconds,
    link: files?.get('link')?.trim() ?? null,
    lower: lower === undefined ? null : lowerNames(lower),
  };
}

function lowerNames(text: string): string[] {
  return text
    .trim()
    .split(':')
    .map((item) => {
      const name = /^l\/([^/]+)$/.exec(item)?.[1];
      if (name === undefined) throw failure('overlay2 lower', 'an item is not l/<name>', item);
      return name;
    });
}

/** `l 2MXSD…26 -> ../<directory>/diff` by find -printf, or `ls -ln ./l/`: `lrwxrwxrwx 1 0 0 72 Nov 21 03:10 2MXSD…26 -> ../<directory>/diff` (GNU 9.1, BusyBox 1.35). */
function* overlayLinks(listing: Buffer): InPieces<Record<string, string | null>> {
  const links: Record<string, string | null> = {};
  yield* eachInPieces(textLines(listing), (line) => {
    if (!line.startsWith('l')) return;
    const found = / ([^ /]+) -> (.+)$/.exec(line);
    if (found === null) throw failure('ls', 'a line for a link has another form', line);
    const [, name = '', target = ''] = found;
    links[name] = /^\.\.\/([^/]+)\/diff$/.exec(target)?.[1] ?? null;
  });
  return links;
}

/** aufs: `layers/<id>` lists all parents. overlay: `lower-id`. zfs: the origin of a clone, `pool/docker/<id>@<snapshot>`. */
function needs(driver: string, files: SmallFiles, parts: Parts): Record<string, string[]> {
  if (driver === 'overlay') {
    return Object.fromEntries([...files].map(([name, own]) => [name, [(own.get('lower-id') ?? '').trim()]]));
  }
  if (driver === 'aufs') {
    const layers = smallFiles(parts.part('layers'), 'aufs layers').get('layers') ?? new Map<string, string>();
    return Object.fromEntries([...layers].map(([name, text]) => [name, text.split('\n').filter(Boolean)]));
  }
  if (driver === 'zfs') {
    const rows = lines(parts.part('origins')).map((line) => decodeName(line).split('\t'));
    return Object.fromEntries(
      rows
        .filter(([, origin]) => origin !== undefined && origin !== '-')
        .map(([name = '', origin = '']) => [baseName(name), [baseName(origin.split('@')[0] ?? '')]]),
    );
  }
  return {};
}

/** The pool's own records among the devices' (deviceset.go): never a layer. */
function isDevicemapperOwn(name: string): boolean {
  return /^(base|deviceset-metadata|transaction-metadata|\.tmp.*|.*\.migrated)$/.test(name);
}
