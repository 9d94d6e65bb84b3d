import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile, rmdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { patience } from './patience.ts';

/**
 * A host's processes are exactly the members of its control groups: that is how they are found and killed, without
 * trusting a process id that was written down earlier.
 */

const root = '/sys/fs/cgroup';

/** Where to make a host's groups: below this process's own place, in every hierarchy this machine has. */
export function planControlGroups(name: string): string[] {
  const groups: string[] = [];
  for (const line of readFileSync('/proc/self/cgroup', 'utf8').trim().split('\n')) {
    const [id, controllers, path] = splitGroupLine(line);
    if (id === '0') {
      // On a machine with version 2 only, a group with member processes cannot have children with controllers: use the root.
      const isHybrid = existsSync(`${root}/unified`);
      groups.push(isHybrid ? join(`${root}/unified`, path, name) : join(root, '/', name));
    } else {
      const hierarchy = `${root}/${controllers.replace(/^name=/, '')}`;
      if (existsSync(hierarchy)) groups.push(join(hierarchy, path, name));
    }
  }
  return groups;
}

function splitGroupLine(line: string): [string, string, string] {
  const [id = '', controllers = '', ...path] = line.split(':');
  return [id, controllers, path.join(':')];
}

const join = (hierarchy: string, path: string, name: string) => `${hierarchy}${path === '/' ? '' : path}/${name}`;

/** All groups below, deepest first, the given one last. A missing group is an empty list. */
async function listGroups(group: string): Promise<string[]> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => []);
  const below = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map((entry) => listGroups(`${group}/${entry.name}`)),
  );
  return existsSync(group) ? [...below.flat(), group] : [];
}

async function groupMembers(groups: readonly string[]): Promise<number[]> {
  const members = new Set<number>();
  for (const group of (await Promise.all(groups.map(listGroups))).flat()) {
    const text = await readFile(`${group}/cgroup.procs`, 'utf8').catch(() => '');
    for (const line of text.split('\n')) if (Number(line) > 0) members.add(Number(line));
  }
  return [...members];
}

/** Kills until nobody is left. A process in an uninterruptible wait (a btrfs commit) takes its time. */
export async function killGroups(groups: readonly string[], timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + patience(timeoutMs);
  for (;;) {
    const members = await groupMembers(groups);
    if (members.length === 0) return;
    if (Date.now() > deadline) throw new Error(`processes ${members.join(', ')} in ${groups[0]} survive SIGKILL`);
    for (const pid of members) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (cause) {
        if (!(cause instanceof Error && 'code' in cause && cause.code === 'ESRCH')) throw cause;
      }
    }
    await sleep(20);
  }
}

export async function removeGroups(groups: readonly string[]): Promise<void> {
  for (const group of (await Promise.all(groups.map(listGroups))).flat()) {
    // A group whose last process just died answers "busy" for a moment.
    for (let attempt = 0; ; attempt += 1) {
      try {
        await rmdir(group);
        break;
      } catch (cause) {
        const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
        if (code === 'ENOENT') break;
        if (code !== 'EBUSY' || attempt === 100) throw cause;
        await sleep(20);
      }
    }
  }
}

/** The host's first process: number 1 exactly one process namespace below this machine's. */
export async function findLeader(groups: readonly string[]): Promise<number | undefined> {
  // Every process is in every hierarchy: one is enough, and this is asked often.
  for (const pid of await groupMembers(groups.slice(0, 1))) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
    const namespacePids = /^NSpid:\s*(.*)$/m.exec(status)?.[1]?.split(/\s+/) ?? [];
    // Before its exec the process is still called systemd-nspawn and its namespaces are not complete.
    if (namespacePids.length === 2 && namespacePids[1] === '1' && /^Name:\s*systemd$/m.test(status)) return pid;
  }
  return undefined;
}
