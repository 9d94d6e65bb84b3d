import { parseHumanSize } from './human-size.ts';
import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type Recognized, runs } from './piece.ts';

export interface Sized {
  path: string;
  bytes: number;
}
export interface Counted {
  path: string;
  count: number;
}

const duRow =
  /^\s*(\d[\d.,]{0,20})([KMGTPE]?)(?:i?B)?\s+(\.{0,2}\/.{0,400}?|[\w.-]{1,200}\/|total|insgesamt|[\w.-]{1,200}-json\.log|buildx_buildkit_[\w.-]{1,200}_state)\s*$/;

/** `452G\t/var/lib/docker/overlay2`: where space is, and no proof of anything. Without a letter it is KiB, as du counts. */
export function readDu(lines: readonly PastedLine[]): Recognized<Sized[]>[] {
  const used: PastedLine[] = [];
  const found: Sized[] = [];
  for (const line of lines) {
    if (line.text.length > 500 || /--inodes|uniq -c|wc -l/.test(line.command ?? '')) continue;
    const match = duRow.exec(line.text);
    if (!match?.[1] || !match[3]) continue;
    used.push(line);
    const bytes = duBytes(match[1], match[2] ?? '', line.command);
    if (bytes !== null && match[3].startsWith('/')) found.push({ path: trimmed(match[3]), bytes });
    else if (bytes !== null && /-json\.log$|_state$/.test(match[3])) found.push({ path: match[3], bytes });
  }
  return used.length > 0 ? [{ kind: 'du', lines: numbersOf(used), value: found }] : [];
}

function duBytes(amount: string, letter: string, command: string | null): number | null {
  if (letter !== '') return parseHumanSize(`${amount}${letter}`);
  if (!/^\d+$/.test(amount)) return null;
  const options = /^du\b([^|;&]*)/.exec(command ?? '')?.[1] ?? '';
  if (/\s-\w*b|--bytes|--apparent-size.*-B ?1\b/.test(options)) return Number(amount);
  return Number(amount) * (/\s-\w*m\b|-BM/.test(options) ? 2 ** 20 : 1024);
}

/** The logs of containers in `ls -l` in any locale, and in `du`, `find -size`: what their rows have in common is name and size. */
const logName = /(?:^|\/)(?:[0-9a-f]{12,64}-json\.log(?:\.\d{1,3})?|container\.log(?:\.\d{1,3}(?:\.gz)?)?)$/;
const lsRow =
  /^\s*(?:\d{1,12}\s+){0,2}[-l][-rwxsStT]{9}[.+@]?\s+\d{1,6}\s+\S{1,40}\s+\S{1,40}\s+(\d[\d.,]{0,20})([KMGTPE]?)(?:i?B)?\s+.{3,40}?\s(\S{0,300}\.log\S{0,8})\s*$/;
const sizedRow = /^\s*(\d[\d.,]{0,20})([KMGTPE])(?:i?B)?\s+(\S{0,300}\.log\S{0,8})\s*$/;

export function readLogFiles(lines: readonly PastedLine[]): Recognized<Sized[]>[] {
  const used: PastedLine[] = [];
  const found: Sized[] = [];
  for (const line of lines) {
    if (line.text.length > 800 || !/\.log/.test(line.text)) continue;
    const match = lsRow.exec(line.text) ?? sizedRow.exec(line.text);
    if (!match?.[1] || !match[3] || !logName.test(match[3])) continue;
    const bytes = match[2]
      ? parseHumanSize(`${match[1]}${match[2]}`)
      : /^\d+$/.test(match[1])
        ? Number(match[1])
        : null;
    if (bytes === null) continue;
    used.push(line);
    found.push({ path: match[3], bytes });
  }
  return used.length > 0 ? [{ kind: 'ls', lines: numbersOf(used), value: found }] : [];
}

/** `du --inodes`, `find … | wc -l` for several directories, `… | uniq -c`: how many files are where. */
export function readFileCounts(lines: readonly PastedLine[]): Recognized<Counted[]>[] {
  const found: Recognized<Counted[]>[] = [];
  const asked = lines.filter(
    (line) => !line.isCommand && /--inodes|uniq -c|find\b.*wc -l/.test(line.command ?? '') && line.text.length < 500,
  );
  const rows = asked.flatMap((line) => {
    const match = /^\s*(\d{1,15})\s+(\.{0,2}\/\S{0,300}|\S{1,200})\s*$/.exec(line.text);
    return match?.[1] && match[2] ? [{ line, path: trimmed(match[2]), count: Number(match[1]) }] : [];
  });
  if (rows.length > 0) found.push(piece(rows));
  // A loop over directories prints each name and then its number.
  const pairs = runs(lines, (line) => /^\s*(?:\/\S{0,300}|\d{1,15})\s*$/.test(line.text), 1).flatMap((run) =>
    run.flatMap((line, index) => {
      const count = run[index + 1];
      const isPair = /^\s*\//.test(line.text) && count !== undefined && /^\s*\d{1,15}\s*$/.test(count.text);
      return isPair ? [{ line, path: trimmed(line.text.trim()), count: Number(count.text.trim()), also: count }] : [];
    }),
  );
  if (pairs.length >= 2) found.push(piece(pairs));
  return found;
}

function piece(
  rows: readonly { line: PastedLine; path: string; count: number; also?: PastedLine }[],
): Recognized<Counted[]> {
  return {
    kind: 'file-counts',
    lines: numbersOf(rows.flatMap(({ line, also }) => (also ? [line, also] : [line]))),
    value: rows.map(({ path, count }) => ({ path, count })),
  };
}

const trimmed = (path: string): string => (path.length > 1 ? path.replace(/\/+$/, '') : path);
