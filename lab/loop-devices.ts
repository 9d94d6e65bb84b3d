import { setTimeout as sleep } from 'node:timers/promises';
import { execInHost } from './host-process.ts';
import type { HostRecord } from './host-record.ts';
import { runCommand } from './run-command.ts';

/**
 * Loop devices belong to the kernel, not to a namespace: one that a host set up with `losetup` outlives the host.
 * `mount -o loop` marks its device to be released with the mount; others must be found while the host still runs, since
 * only inside can the name of the backing file be resolved.
 */
export type LoopDevice = {
  device: string;
  file: string;
  /** MAJOR:MINOR:INODE of the backing file. */
  backing: string;
  releasesItself: boolean;
};

const listLoopsCommand = [
  'losetup',
  '--list',
  '--json',
  '--output',
  'NAME,AUTOCLEAR,BACK-MAJ:MIN,BACK-INO,BACK-FILE',
] as const;

/**
 * Sample (util-linux 2.38): {"loopdevices": [{"name":"/dev/loop1", "back-maj:min":"        0:39 ", "back-ino":1714461,
 * "back-file":"/root/.bashrc"}]}. Nothing at all is printed when there is no device.
 */
function parseLoops(text: string): LoopDevice[] {
  if (text.trim() === '') return [];
  const list: { loopdevices: Record<string, unknown>[] } = JSON.parse(text);
  return list.loopdevices.map((loop) => ({
    device: String(loop.name),
    file: String(loop['back-file']),
    // A boolean in util-linux 2.38, a number before.
    releasesItself: loop.autoclear === true || Number(loop.autoclear) === 1,
    backing: `${String(loop['back-maj:min']).trim()}:${String(loop['back-ino']).trim()}`,
  }));
}

/** The devices whose backing file the host sees under the recorded name. Others are another host's, or the machine's. */
export async function listOwnLoops(record: HostRecord): Promise<LoopDevice[]> {
  const timeoutMs = 5_000;
  const all = parseLoops((await execInHost(record, listLoopsCommand.join(' '), { timeoutMs })).stdout);
  const script = `for file; do stat -c '%Hd:%Ld:%i' -- "$file" 2>/dev/null || echo gone; done`;
  const found = await execInHost(record, script, { args: all.map((loop) => loop.file), timeoutMs });
  const backings = found.stdout.split('\n');
  return all.filter((loop, index) => loop.backing === backings[index]);
}

/**
 * Waits until the given devices are free of the dead host's files, and frees those that do not free themselves.
 * Only these are touched: a self-releasing device may belong to the next host between our look and our deed.
 */
export async function detachLoops(loops: readonly LoopDevice[]): Promise<void> {
  if (loops.length === 0) return;
  const [program, ...args] = listLoopsCommand;
  for (let attempt = 1; ; attempt += 1) {
    const now = parseLoops((await runCommand(program, args)).stdout);
    const bound = now.filter((loop) => loops.some((old) => old.device === loop.device && old.backing === loop.backing));
    if (bound.length === 0) return;
    if (attempt === 100) throw new Error(`loop devices stay busy: ${bound.map((loop) => loop.device).join(', ')}`);
    for (const loop of bound.filter((candidate) => !candidate.releasesItself))
      await runCommand('losetup', ['--detach', loop.device], { allowFailure: true });
    await sleep(20);
  }
}
