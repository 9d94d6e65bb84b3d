import { decodeName } from '../../domain/names.ts';
import { type Sh, sh } from '../../shell/sh.ts';
import { atLowestPriority, throughReadOnlyView } from './read-only-view.ts';

/**
 * What is inside one leaked object, for someone who fears for their photos: its first-level names and its newest file, four levels deep
 * at most and below a time limit. Never a whole tree.
 */
export interface Inside {
  /** first-level names, at most 200 */
  names: string[];
  hasMore: boolean;
  /** the newest file of the upper four levels; its time comes from the image's archive where Docker unpacked it */
  newest: { path: string; modifiedSeconds: number } | null;
}

export function insideScript(path: string, options: { dataRoot: string; isCopyOnWrite: boolean }): Sh {
  const look = sh`cd -- ${sh.anyName(`${path}/diff`)} 2>/dev/null || cd -- ${sh.anyName(path)} || exit 1
bounded() { if timeout 1 true 2>/dev/null; then timeout 20 "$@"; else "$@"; fi; }
bounded find . -xdev -maxdepth 4 -type f -exec stat -c '%Y %n' {} + 2>/dev/null | sort -rn | head -n 1
printf '\n--names--\n'
bounded find . -mindepth 1 -maxdepth 1 -print0 | head -c 65536`;
  return sh.lines(atLowestPriority, options.isCopyOnWrite ? throughReadOnlyView(options.dataRoot, look) : look);
}

const mostNames = 200;

/** null where the script could not look (gone, no read-only view) */
export function parseInside(stdout: Buffer): Inside | null {
  const mark = Buffer.from('\n--names--\n');
  const at = stdout.indexOf(mark);
  if (at < 0) return null;
  const newest = /^(\d+) \.\/(.+)$/.exec(decodeName(stdout.subarray(0, at)).trim());
  const parts: string[] = [];
  let rest = stdout.subarray(at + mark.length);
  for (let end = rest.indexOf(0); end >= 0; end = rest.indexOf(0)) {
    parts.push(decodeName(rest.subarray(0, end)).replace(/^\.\//, ''));
    rest = rest.subarray(end + 1);
  }
  return {
    names: parts.sort().slice(0, mostNames),
    hasMore: parts.length > mostNames || rest.length > 0,
    newest: newest ? { path: newest[2] ?? '', modifiedSeconds: Number(newest[1]) } : null,
  };
}
