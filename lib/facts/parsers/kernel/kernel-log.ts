import type { KernelLog } from '../../../domain/health-facts.ts';
import type { Parts } from '../records.ts';
import { failure } from '../records.ts';

/**
 * `dmesg`, and `journalctl -k -o short-monotonic` with a host name behind the time:
 *
 *   [ 1810.858384] BTRFS: error (device sdf) in __btrfs_free_extent:3216: errno=-28 No space left
 *   [ 1810.858493] nas kernel: BTRFS info (device sdf): forced readonly
 *
 * The part `uptime` is /proc/uptime. A kernel that prints no time leaves the age of its lines unknown.
 */
export function parseKernelLog(parts: Parts): KernelLog {
  const uptime = Number(/^\d+(?:\.\d+)?/.exec(parts.part('uptime').toString('utf8'))?.[0] ?? Number.NaN);
  if (!Number.isFinite(uptime)) throw failure('/proc/uptime', 'it does not begin with a number', parts.part('uptime'));
  const words = (name: string) =>
    parts
      .part(name)
      .toString('utf8')
      .split('\n')
      .filter((line) => line.trim() !== '');
  return {
    lines: words('log').map((line) => {
      const match =
        /^(?:<\d{1,3}>)?\[ *(\d{1,12}\.\d{1,9})\](?:\s*\[\s*[TC]\d+\])? (?:[\w.-]{1,80} kernel: )?(.*)$/.exec(line);
      if (match === null) return { text: line.trim(), secondsAgo: null };
      return { text: (match[2] ?? '').trim(), secondsAgo: Math.max(0, uptime - Number(match[1])) };
    }),
    devices: words('devices'),
  };
}
