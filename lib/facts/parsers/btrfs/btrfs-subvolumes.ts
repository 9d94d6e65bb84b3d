import { decodeName } from '../../../domain/names.ts';
import type { BtrfsFilesystem, BtrfsSubvolume, MountEntry } from '../../../domain/storage-facts.ts';
import { mountOf } from '../kernel/mountinfo.ts';
import { failure, lines, nulNames, type Parts, wholeNumber } from '../records.ts';
import { parseQgroups } from './btrfs-qgroups.ts';

/**
 * `btrfs subvolume list -p -c -u -q [-R]`, progs 3.18 to 6.19; 6.2:
 *
 *   ID 256 gen 21 cgen 8 parent 5 top level 5 parent_uuid -      received_uuid -      uuid 9c3e… path docker/btrfs/subvolumes/ab12…
 *
 * The columns come in this order whatever the order of the flags; a missing uuid is `-`, padded from 4.15. The path is the rest of
 * the line and unescaped, so a newline in a name begins a line without `ID n gen `: it continues the name before it.
 */
interface Row {
  fields: Map<string, string>;
  path: string;
}

const topLevelId = 5;
const rowStart = /^ID (\d+) gen (\d+) /;
const column = /^(cgen|parent|top level|otime|parent_uuid|received_uuid|uuid) +(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\S+) +/;

export function parseSubvolumeRows(bytes: Buffer): Row[] {
  const rows: Row[] = [];
  for (const line of lines(bytes)) {
    const text = line.toString('latin1');
    const start = rowStart.exec(text);
    const last = rows.at(-1);
    if (start === null) {
      if (last === undefined) throw failure('btrfs subvolume list', 'a line does not begin with ID', line);
      last.path += `\n${text}`;
      continue;
    }
    const fields = new Map([
      ['ID', start[1] ?? ''],
      ['gen', start[2] ?? ''],
    ]);
    let rest = text.slice(start[0].length);
    for (let found = column.exec(rest); found !== null; found = column.exec(rest)) {
      fields.set(found[1] ?? '', found[2] ?? '');
      rest = rest.slice(found[0].length);
    }
    if (!rest.startsWith('path ')) throw failure('btrfs subvolume list', 'a line has no path', line);
    rows.push({ fields, path: rest.slice('path '.length) });
  }
  // A name with a newline may continue with what looks like a row of its own; an id that comes twice gives it away.
  if (new Set(rows.map((row) => row.fields.get('ID'))).size !== rows.length) {
    throw failure('btrfs subvolume list', 'a subvolume is listed twice', bytes);
  }
  return rows.map((row) => ({ ...row, path: decodeName(Buffer.from(row.path, 'latin1')) }));
}

/** One filesystem per `filesystem:<uuid>` part, with the parts `all:`, `snapshots:`, `readonly:`, `quota:` and perhaps `deleted:`, `qgroups:`. */
export function parseBtrfs(parts: Parts, mounts: readonly MountEntry[]): BtrfsFilesystem[] {
  return parts.withPrefix('filesystem:').map(({ key: uuid, bytes }) => {
    const [place = ''] = nulNames(bytes);
    const mount = mountOf(place, mounts);
    if (mount === null || mount.type !== 'btrfs') throw failure('btrfs', `no btrfs mount shows ${place}`, uuid);
    const ofThis = mounts.filter((each) => each.type === 'btrfs' && each.device === mount.device);
    const quota = parts.part(`quota:${uuid}`).toString('utf8').trim().split(' ');
    const groups = parts.optional(`qgroups:${uuid}`);
    const deleted = parts.optional(`deleted:${uuid}`);
    const isOn = quota[0] === 'on' || groups !== null;
    return {
      uuid,
      mountPoint: mount.mountPoint,
      subvolumes: subvolumes(parts, uuid, ofThis),
      pendingDeletions: deleted === null ? null : parseSubvolumeRows(withoutBlankLines(deleted)).length,
      quotas: {
        enabled: isOn,
        inconsistent: quota[1] === '0' ? false : quota[1] === '1' ? true : null,
        mode: quota[2] === undefined || quota[2] === '?' ? null : quota[2],
      },
      qgroups: groups === null || !isOn || quota[1] === '1' || quota[2] === 'squota' ? null : parseQgroups(groups),
    };
  });
}

function withoutBlankLines(bytes: Buffer): Buffer {
  return bytes.toString('latin1').trim() === '' ? Buffer.alloc(0) : bytes;
}

function subvolumes(parts: Parts, uuid: string, mounts: readonly MountEntry[]): BtrfsSubvolume[] {
  const rows = parseSubvolumeRows(parts.part(`all:${uuid}`));
  const created = new Map(
    parseSubvolumeRows(parts.part(`snapshots:${uuid}`)).map((row) => [row.fields.get('ID'), creation(row)]),
  );
  const readOnly = new Set(parseSubvolumeRows(parts.part(`readonly:${uuid}`)).map((row) => row.fields.get('ID')));
  const paths = new FullPaths(
    rows,
    wholeNumber(parts.part(`containing:${uuid}`).toString('utf8').trim(), 'btrfs rootid'),
  );
  return rows.map((row) => {
    const id = number(row, 'ID');
    const path = paths.of(row);
    return {
      id,
      uuid: text(row, 'uuid') ?? '',
      parentUuid: text(row, 'parent_uuid'),
      receivedUuid: text(row, 'received_uuid'),
      parentId: number(row, 'parent'),
      topLevel: number(row, 'top level'),
      generation: number(row, 'gen'),
      creationGeneration: number(row, 'cgen'),
      createdSeconds: created.get(String(id)) ?? null,
      isReadOnly: readOnly.has(String(id)),
      path,
      hostPath: hostPath(path, mounts),
    };
  });
}

/**
 * Printed paths are from the top level, except for everything nested (at any depth) below the subvolume that the listing was asked
 * at: those are relative to that one. Which one it was, `btrfs inspect-internal rootid` says.
 */
class FullPaths {
  readonly #rows: Map<number, Row>;
  readonly #containing: number;
  readonly #isBelow = new Map<number, boolean>();

  constructor(rows: readonly Row[], containing: number) {
    this.#rows = new Map(rows.map((row) => [number(row, 'ID'), row]));
    this.#containing = containing;
    if (containing !== topLevelId && !this.#rows.has(containing)) {
      throw failure('btrfs subvolume list', `subvolume ${containing}, where the listing was asked, is not in it`, '');
    }
  }

  of(row: Row): string {
    const base = this.#containing === topLevelId ? undefined : this.#rows.get(this.#containing)?.path;
    return base !== undefined && this.#below(row, 0) ? `${base}/${row.path}` : row.path;
  }

  #below(row: Row, depth: number): boolean {
    const id = number(row, 'ID');
    const known = this.#isBelow.get(id);
    if (known !== undefined) return known;
    if (depth > 1000) throw failure('btrfs subvolume list', `subvolume ${id} is its own ancestor`, row.path);
    const parentId = number(row, 'parent');
    const parent = this.#rows.get(parentId);
    const below = parentId === this.#containing || (parent !== undefined && this.#below(parent, depth + 1));
    this.#isBelow.set(id, below);
    return below;
  }
}

function hostPath(path: string, mounts: readonly MountEntry[]): string | null {
  let best: { root: string; mountPoint: string } | null = null;
  for (const mount of mounts) {
    const root = mount.root.replace(/^\/+/, '');
    if (root !== '' && path !== root && !path.startsWith(`${root}/`)) continue;
    if (best === null || root.length < best.root.length) best = { root, mountPoint: mount.mountPoint };
  }
  if (best === null) return null;
  const rest = best.root === '' ? path : path.slice(best.root.length + 1);
  return rest === '' ? best.mountPoint : `${best.mountPoint === '/' ? '' : best.mountPoint}/${rest}`;
}

/** otime is printed in local time; the scan runs with TZ=UTC. */
function creation(row: Row): number | null {
  const at = Date.parse(`${(row.fields.get('otime') ?? '').replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? null : at / 1000;
}

function text(row: Row, name: string): string | null {
  const value = row.fields.get(name);
  return value === undefined || value === '-' ? null : value;
}

function number(row: Row, name: string): number {
  const value = row.fields.get(name) ?? '';
  if (!/^\d+$/.test(value)) throw failure('btrfs subvolume list', `a line has no ${name}`, row.path);
  return Number(value);
}
