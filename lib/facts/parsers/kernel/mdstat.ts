import type { MdArray } from '../../../domain/health-facts.ts';
import { failure } from '../records.ts';

/**
 * /proc/mdstat. Sample, Linux 4.4 of a two-disk NAS:
 *
 *   Personalities : [raid1]
 *   md2 : active raid1 sda5[0] sdb5[1](F)
 *         1943881792 blocks super 1.2 [2/1] [U_]
 *         [==>..................]  recovery = 12.6% (…) finish=127.5min speed=33440K/sec
 *   md127 : inactive sdd[1](S) sdc[0](S)
 *         6306 blocks super external:imsm
 *   unused devices: <none>
 */
export function parseMdstat(bytes: Buffer): MdArray[] {
  const text = bytes.toString('utf8');
  if (!/^Personalities :/m.test(text)) throw failure('mdstat', 'it does not begin with its personalities', bytes);
  return mdArraysOf(text.split('\n')).arrays;
}

const heading =
  /^\s*(md[\w-]{1,40}) : (active|inactive)(?: \([\w-]{1,30}\))?(?: (raid\d{1,2}|linear|multipath|faulty)\b)?(.*)$/;

/** The arrays of these lines, and which lines told of them (indexes). Lines of other things may lie between. */
export function mdArraysOf(lines: readonly string[]): { arrays: MdArray[]; used: number[] } {
  const arrays: MdArray[] = [];
  const used: number[] = [];
  let told = 0;
  lines.forEach((line, index) => {
    if (line.length > 1000) return;
    const head = heading.exec(line);
    if (head?.[1]) {
      arrays.push({
        name: head[1],
        level: head[3] ?? '',
        isActive: head[2] === 'active',
        map: null,
        operation: null,
        members: [...(head[4] ?? '').matchAll(/(?:^|\s)([\w./-]{1,60})\[\d{1,4}\]/g)].map((member) => member[1] ?? ''),
      });
      told = index;
      used.push(index);
      return;
    }
    const last = arrays.at(-1);
    // What belongs to an array stands in the few lines below it; a mail may have wrapped them.
    if (last === undefined || index > told + 6) return;
    const map = /\[\d{1,4}\/\d{1,4}\] \[([U_]{1,256})\]/.exec(line)?.[1];
    const operation = /\b((?:recovery|resync|reshape|check|repair)\s*=\s*(?:[\d.]{1,6}%|PENDING|DELAYED))/.exec(
      line,
    )?.[1];
    const isBlocks = /^\s*\d{1,18} blocks\b/.test(line);
    if (/\bsuper external:[a-z]/.test(line)) last.isContainer = true;
    if (map) last.map ??= map;
    if (operation) last.operation = operation.replace(/\s+/g, ' ');
    if (map || operation || isBlocks) used.push(index);
  });
  return { arrays, used };
}
