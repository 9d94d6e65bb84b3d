import { parseHumanSize } from './human-size.ts';
import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type Recognized } from './piece.ts';

export interface PastedDisk {
  source: string;
  /** '' where df was called without -T */
  type: string;
  mountPoint: string;
  totalBytes: number;
  usedBytes: number;
  freeBytes: number;
}

export interface PastedInodes {
  mountPoint: string;
  source: string;
  total: number;
  used: number;
}

const amount = '(\\d[\\d.,]{0,15}(?:[KMGTPE]i?)?B?|-)';
const diskRow = new RegExp(
  `^\\s*(\\S[^\\t]{0,250}?)\\s+(?:([a-z][\\w.:-]{1,30})\\s+)?${amount}\\s+${amount}\\s+${amount}\\s+(\\d{1,3}%|-)\\s+(/.{0,400})$`,
  'i',
);

/** Rows of `df` in any layout, language and unit: with or without -T, -h, -P, BusyBox, long names on a line of their own. */
export function readDiskFree(lines: readonly PastedLine[]): {
  disks: Recognized<PastedDisk[]>[];
  inodes: Recognized<PastedInodes[]>[];
} {
  const disks: PastedDisk[] = [];
  const inodes: PastedInodes[] = [];
  const diskLines: PastedLine[] = [];
  const inodeLines: PastedLine[] = [];
  let unitBytes = 1024;
  let countsInodes = false;
  let wrapped: PastedLine | null = null;
  for (const line of lines) {
    const { text } = line;
    if (text.length > 1000) continue;
    const header = /^\s*(?:Filesystem|Dateisystem|Sys\. de fichiers|S\.ficheros|File system)\s/i.exec(text);
    if (header) {
      countsInodes = /\bI?Inodes|IUse%|IUsed/i.test(text);
      unitBytes = blockBytes(text);
      (countsInodes ? inodeLines : diskLines).push(line);
      continue;
    }
    if (line.isCommand) countsInodes = /^df\b.*\s-\w*i/.test(line.command ?? '');
    const joined: string =
      wrapped !== null && /^\s+(?:[a-z]\w*\s+)?\d/.test(text) ? `${wrapped.text} ${text.trim()}` : text;
    const match = diskRow.exec(joined);
    if (!match) {
      wrapped = /^\/?\S{8,250}$/.test(text.trim()) ? line : null;
      continue;
    }
    const [, source = '', type = '', first = '', second = '', third = '', , mountPoint = ''] = match;
    const used = [...(joined === text || wrapped === null ? [] : [wrapped]), line];
    wrapped = null;
    if (countsInodes) {
      const [total, taken] = [inodeCount(first), inodeCount(second)];
      if (total === null || taken === null) continue;
      inodes.push({ source: source.trim(), mountPoint: mountPoint.trim(), total, used: taken });
      inodeLines.push(...used);
      continue;
    }
    const [totalBytes, usedBytes, freeBytes] = [bytes(first), bytes(second), bytes(third)];
    if (totalBytes === null || usedBytes === null || freeBytes === null || usedBytes > totalBytes * 1.05) continue;
    keepLast(disks, { source: source.trim(), type, mountPoint: mountPoint.trim(), totalBytes, usedBytes, freeBytes });
    diskLines.push(...used);
  }
  return {
    disks: disks.length > 0 ? [{ kind: 'df', lines: numbersOf(diskLines), value: disks }] : [],
    inodes: inodes.length > 0 ? [{ kind: 'df-inodes', lines: numbersOf(inodeLines), value: inodes }] : [],
  };

  function bytes(text: string): number | null {
    if (text === '-') return null;
    return /^\d+$/.test(text) ? Number(text) * unitBytes : parseHumanSize(text.replace(/([KMGTPE])i?B?$/i, '$1'));
  }
}

/** Inodes of `df -ih` come as 1.3M. */
function inodeCount(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  return text === '-' ? null : parseHumanSize(text.replace(/B$/i, ''));
}

function blockBytes(header: string): number {
  const match = /\b(\d{1,9})([KMG]?)B?-(?:blocks|Blöcke|blocs)/i.exec(header);
  if (!match?.[1]) return 1024;
  const factor = { k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[(match[2] ?? '').toLowerCase()] ?? 1;
  return Number(match[1]) * factor;
}

/** The same mount point further down is a later state. */
function keepLast(disks: PastedDisk[], next: PastedDisk): void {
  const index = disks.findIndex((disk) => disk.mountPoint === next.mountPoint);
  if (index < 0) disks.push(next);
  else disks[index] = { ...next, type: next.type || (disks[index]?.type ?? '') };
}
