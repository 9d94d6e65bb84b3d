import { decodeName } from '../../../domain/names.ts';
import type { DeletedFile, DeletedFiles, MountEntry } from '../../../domain/storage-facts.ts';
import { failure, lines, nulRecords, type Parts, wholeNumber } from '../records.ts';
import { parseMountLine } from './mountinfo.ts';

/**
 * What collectors/deleted-files.ts prints (kernel 6.18, GNU find 4.9 and BusyBox 1.35):
 *
 *   unreadable 0                                                                                     processes that may not be looked at
 *   devices    D 0 1809 7:17 1092 1060 7:17 / /var/lib/docker rw,relatime - ext4 /dev/loop17 rw      (`-`: of no mount that is there)
 *   files      F 838860800 1809 131090 /proc/412/fd/3,/proc/430/fd/3                                biggest first
 *   others     1809 12 49152                                                                         what is not listed, by device
 *   links      /proc/412/fd/3 NUL /big (deleted) NUL
 *   processes  /proc/412/comm:sleep    /proc/412/cgroup:0::/system.slice/docker-<id>.scope
 */
export function parseDeletedFiles(parts: Parts): DeletedFiles {
  const devices = new Map<string, { device: string; mount: MountEntry | null }>();
  for (const line of lines(parts.part('devices'))) {
    const head = /^D 0 (\d+) (\d+:\d+) /.exec(line.toString('latin1'));
    if (head === null) throw failure('deleted files', 'a device has another form', line);
    const rest = line.subarray(head[0].length);
    const mount = rest.toString('latin1') === '-' ? null : parseMountLine(rest);
    devices.set(head[1] ?? '', { device: head[2] ?? '', mount });
  }
  const placeOf = (device: string) => {
    const place = devices.get(device);
    if (place === undefined) throw failure('deleted files', 'a file’s device is not told', device);
    return place;
  };
  const links = linkTargets(parts.part('links'));
  const processes = readProcesses(parts.optional('processes') ?? Buffer.alloc(0));
  const files = lines(parts.part('files'))
    .map((line) => line.toString('latin1'))
    .filter((line) => line !== '')
    .map((line): DeletedFile => {
      const found = /^F (\d+) (\d+) (\d+) (\/proc\/\d+\/fd\/\d+(?:,\/proc\/\d+\/fd\/\d+)*)$/.exec(line);
      if (found === null) throw failure('deleted files', 'a file has another form', line);
      const descriptors = (found[4] ?? '').split(',');
      const named = descriptors.map((each) => links.get(each)).find((target) => target !== undefined) ?? null;
      const pids = [...new Set(descriptors.map((each) => Number(each.split('/')[2])))];
      return {
        path: named,
        inode: Number(found[3]),
        bytes: wholeNumber(found[1], 'deleted files'),
        ...placeOf(found[2] ?? ''),
        holders: pids.map((pid) => ({ pid, ...(processes.get(pid) ?? { command: '', containerIds: [] }) })),
      };
    });
  const others = lines(parts.part('others')).map((line) => {
    const [device = '', count, bytes] = line.toString('latin1').split(' ');
    const what = 'deleted files';
    return { ...placeOf(device), count: wholeNumber(count, what), bytes: wholeNumber(bytes, what) };
  });
  const unreadable = wholeNumber(parts.part('unreadable').toString('latin1').trim(), 'deleted files');
  return { files, others, unreadable };
}

/** What the kernel adds to the path of a file without a name. */
const mark = ' (deleted)';

function linkTargets(bytes: Buffer): Map<string, string> {
  const records = nulRecords(bytes);
  const found = new Map<string, string>();
  for (let at = 0; at + 1 < records.length; at += 2) {
    const target = decodeName(records[at + 1] ?? Buffer.alloc(0));
    if (target.startsWith('/') && target.endsWith(mark)) {
      found.set(records[at]?.toString('latin1') ?? '', target.slice(0, -mark.length));
    }
  }
  return found;
}

interface Process {
  command: string;
  containerIds: string[];
}

/** grep puts the file's name before every line, so a process cannot speak for another one, whatever it calls itself. */
function readProcesses(bytes: Buffer): Map<number, Process> {
  const found = new Map<number, Process>();
  for (const line of lines(bytes).map(decodeName)) {
    const match = /^\/proc\/(\d+)\/(comm|cgroup):(.*)$/s.exec(line);
    if (match === null) throw failure('deleted files', 'a process has another form', line);
    const [, number, file, text = ''] = match;
    const process = found.get(Number(number)) ?? { command: '', containerIds: [] };
    if (file === 'comm') process.command = process.command === '' ? text : process.command;
    else for (const id of containerIdsOf(text)) if (!process.containerIds.includes(id)) process.containerIds.push(id);
    found.set(Number(number), process);
  }
  return found;
}

/**
 * Ids of containers in a control group's path, outermost first: `/docker/<id>`, `/system.slice/docker-<id>.scope`. Below user.slice any
 * user makes groups and names them as he likes; there nothing is believed.
 */
function containerIdsOf(line: string): string[] {
  const path = line.slice(line.indexOf(':/') + 1);
  if (!line.includes(':/') || path.startsWith('/user.slice/')) return [];
  return path.split('/').flatMap((part) => /^(?:docker-)?([0-9a-f]{64})(?:\.scope)?$/.exec(part)?.[1] ?? []);
}
