import type { MdArray } from '../../domain/health-facts.ts';
import { failure } from './records.ts';

/**
 * /proc/mdstat. Sample, Linux 4.4 of a two-disk NAS:
 *
 *   Personalities : [raid1]
 *   md2 : active raid1 sda5[0] sdb5[1](F)
 *         1943881792 blocks super 1.2 [2/1] [U_]
 *         [==>..................]  recovery = 12.6% (…) finish=127.5min speed=33440K/sec
 *   unused devices: <none>
 */
export function parseMdstat(bytes: Buffer): MdArray[] {
  const text = bytes.toString('utf8');
  if (!/^Personalities :/m.test(text)) throw failure('mdstat', 'it does not begin with its personalities', bytes);
  const arrays: MdArray[] = [];
  for (const line of text.split('\n')) {
    const head = /^(md\S*) : (active|inactive)(?: \([\w-]+\))?(?: (raid\d+|linear|multipath|faulty))?/.exec(line);
    if (head?.[1]) {
      arrays.push({ name: head[1], level: head[3] ?? '', isActive: head[2] === 'active', map: null, operation: null });
      continue;
    }
    const last = arrays.at(-1);
    if (last === undefined) continue;
    last.map ??= /^\s+\d+ blocks .*\[\d+\/\d+\] \[([U_]+)\]/.exec(line)?.[1] ?? null;
    const operation = /\b((?:recovery|resync|reshape|check|repair)\s*=\s*(?:[\d.]+%|PENDING|DELAYED))/.exec(line)?.[1];
    if (operation) last.operation = operation.replace(/\s+/g, ' ');
  }
  return arrays;
}
