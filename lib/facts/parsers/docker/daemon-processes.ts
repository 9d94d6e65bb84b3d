import type { DaemonProcesses } from '../../../domain/layer-facts.ts';
import { decodeName } from '../../../domain/names.ts';
import { failure, lines, type Parts, wholeNumber } from '../records.ts';

/**
 * `/proc/<pid>/stat` field 22 is the start in clock ticks after boot; `btime` of /proc/stat says when that was. The command (field 2)
 * stands in parentheses and may hold anything, so fields are counted from the last closing one.
 */
export function parseDaemonProcesses(parts: Parts): DaemonProcesses {
  const startOf = startsSince(parts.part('boot'));
  const writeSets: string[] = [];
  const found = parts.withPrefix('command:');
  const pids = new Set(found.map(({ key }) => key));
  const daemons = found.flatMap(({ key: pid, bytes }) => {
    const command = argumentsOf(bytes);
    // Gone between the listing and the reading: then it is no daemon any more.
    if (command.length === 0) return [];
    if (pids.has(parentOf(parts.part(`stat:${pid}`)))) return [];
    const [rootBytes, identity = ''] = splitOnce(parts.part(`root:${pid}`));
    writeSets.push(...lines(parts.part(`fds:${pid}`)).map(decodeName));
    return [
      {
        pid: Number(pid),
        startedSeconds: startOf(parts.part(`stat:${pid}`)),
        command,
        dataRoot: decodeName(rootBytes) || null,
        dataRootIdentity: /^\d+:\d+$/.test(identity.trim()) ? identity.trim() : null,
        containerd: decodeName(parts.part(`containerd:${pid}`)) || null,
      },
    ];
  });
  const unpackers = lines(parts.part('unpackers')).map(argumentsOf);
  return { daemons, writeSetsInFlight: writeSets, unpackers };
}

/** @param boot the line `btime` of /proc/stat, and how many ticks a second has */
export function startsSince(boot: Buffer): (stat: Buffer) => number {
  const text = boot.toString('utf8');
  const bootSeconds = wholeNumber(/^btime (\d+)$/m.exec(text)?.[1], '/proc/stat');
  const ticks = wholeNumber(text.trim().split('\n').at(-1), 'the clock’s ticks');
  return (stat) => bootSeconds + Math.floor(startTicks(stat) / ticks);
}

function argumentsOf(cmdline: Buffer): string[] {
  const text = decodeName(cmdline);
  return text === '' ? [] : text.replace(/\0$/, '').split('\0');
}

function splitOnce(bytes: Buffer): [Buffer, string] {
  const end = bytes.indexOf(0);
  if (end < 0) throw failure('daemon processes', 'a data root has no end', bytes);
  return [bytes.subarray(0, end), bytes.toString('utf8', end + 1)];
}

/**
 * A child of dockerd carries its name and arguments between fork and exec (`/info` runs `runc --version`, each container its shim): no
 * second daemon. A dockerd in a container has the container's init or a shim for its parent, never the other dockerd.
 */
function parentOf(stat: Buffer): string {
  const text = stat.toString('latin1');
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[1] ?? '';
}

function startTicks(stat: Buffer): number {
  const text = stat.toString('latin1');
  return wholeNumber(text.slice(text.lastIndexOf(')') + 2).split(' ')[19], '/proc/<pid>/stat');
}
