import { decodeName } from '../../../domain/names.ts';
import type { MountEntry, NamespaceMounts } from '../../../domain/storage-facts.ts';
import { failure, lines, type Parts } from '../records.ts';
import { isWithin, parseMountLine } from './mountinfo.ts';

/**
 * A process counts as unreadable when it was there before and after but its namespace is not known, or when no process of its
 * namespace could be read: then a live mount may be missed, which is not the same as "nothing is mounted".
 */
export function parseNamespaceMounts(parts: Parts, dataRoot: string): NamespaceMounts {
  const before = pids(parts.part('before'));
  const after = new Set(pids(parts.part('after')));
  const commands = commandNames(parts.part('commands'));
  const namespaceOf = new Map<number, string>();
  for (const line of lines(parts.part('namespaces')).map((each) => each.toString('latin1'))) {
    const found = /^(\d+) \/proc\/(\d+)\/ns\/mnt$/.exec(line);
    if (found === null) throw failure('mount namespaces', 'a line has another form', line);
    namespaceOf.set(Number(found[2]), found[1] ?? '');
  }
  const tables = mountTables(parts.part('mounts'));
  const namespaces = new Map<string, NamespaceMounts['namespaces'][number]>();
  for (const [pid, mounts] of tables) {
    const inode = namespaceOf.get(pid);
    if (inode === undefined || namespaces.has(inode)) continue;
    namespaces.set(inode, { inode, pid, command: commands.get(pid) ?? '', mounts });
  }
  if (namespaces.size === 0) throw failure('mount namespaces', 'not one could be read', '');
  const unreadable = before.filter((pid) => {
    if (!after.has(pid)) return false;
    const inode = namespaceOf.get(pid);
    return inode === undefined || !namespaces.has(inode);
  });
  return {
    namespaces: [...namespaces.values()],
    unreadable: unreadable.length,
    holders: [
      ...places(parts.part('holders'), commands, dataRoot),
      ...descriptors(parts.part('descriptors'), commands, dataRoot),
    ],
  };
}

function pids(bytes: Buffer): number[] {
  return lines(bytes).map((line) => {
    const found = /^\/proc\/(\d+)$/.exec(line.toString('latin1'));
    if (found === null) throw failure('mount namespaces', 'a process has another form', line);
    return Number(found[1]);
  });
}

/** `/proc/1/mountinfo:36 25 0:32 …` */
function mountTables(bytes: Buffer): Map<number, MountEntry[]> {
  const tables = new Map<number, MountEntry[]>();
  for (const line of lines(bytes)) {
    const found = /^\/proc\/(\d+)\/mountinfo:/.exec(line.toString('latin1'));
    if (found === null) throw failure('mount namespaces', 'a mount has another form', line);
    const pid = Number(found[1]);
    tables.set(pid, [...(tables.get(pid) ?? []), parseMountLine(line.subarray(found[0].length))]);
  }
  return tables;
}

function commandNames(bytes: Buffer): Map<number, string> {
  const found = new Map<number, string>();
  for (const line of lines(bytes).map((each) => decodeName(each))) {
    const match = /^\/proc\/(\d+)\/comm:(.*)$/s.exec(line);
    if (match !== null) found.set(Number(match[1]), match[2] ?? '');
  }
  return found;
}

type Holder = NamespaceMounts['holders'][number];

/** `lrwxrwxrwx 1 0 0 0 Nov 21 03:10 /proc/123/cwd -> /var/lib/docker/volumes/x/_data` */
function places(bytes: Buffer, commands: Map<number, string>, dataRoot: string): Holder[] {
  return lines(bytes).flatMap((line) => {
    const match = /\/proc\/(\d+)\/(cwd|root) -> (.*)$/s.exec(decodeName(line));
    const path = match?.[3] ?? '';
    if (match === null || !isWithin(path, dataRoot)) return [];
    const pid = Number(match[1]);
    return [
      { pid, command: commands.get(pid) ?? '', kind: match[2] === 'root' ? ('root' as const) : ('cwd' as const), path },
    ];
  });
}

/** dockerd's own files at the first level (volumes/metadata.db, engine databases) hold nothing that anyone would remove. */
function descriptors(bytes: Buffer, commands: Map<number, string>, dataRoot: string): Holder[] {
  return lines(bytes).flatMap((line) => {
    const match = / -> (.*) \/proc\/(\d+)\/fd\/:$/s.exec(decodeName(line));
    const path = match?.[1] ?? '';
    if (match === null || !isWithin(path, `${dataRoot}/volumes`) || path === `${dataRoot}/volumes/metadata.db`)
      return [];
    const pid = Number(match[2]);
    return [{ pid, command: commands.get(pid) ?? '', kind: 'fd' as const, path }];
  });
}
