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
  /** printed to the byte, the block or four digits: equal numbers are equal, not rounded to the same */
  isExact: boolean;
  /** of a df that was asked for everything there is */
  isOfAll: boolean;
  /** the one path that df was asked for */
  askedFor: string | null;
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
  let isHeaded = false;
  let asked = argumentsOfDf(null);
  let wrapped: PastedLine | null = null;
  for (const line of lines) {
    const { text } = line;
    if (text.length > 1000) continue;
    if (heading.test(text)) {
      countsInodes = headingOfInodes.test(text);
      unitBytes = blockBytes(text);
      isHeaded = true;
      (countsInodes ? inodeLines : diskLines).push(line);
      continue;
    }
    if (line.isCommand) {
      asked = argumentsOfDf(line.command);
      countsInodes = asked.countsInodes;
      isHeaded = false;
    }
    const joined: string =
      wrapped !== null && /^\s*(?:[a-z]\w*\s+)?\d/.test(text) && !diskRow.test(text)
        ? `${wrapped.text} ${text.trim()}`
        : text;
    const match = diskRow.exec(joined);
    if (!match) {
      wrapped = /^\/?\S{8,250}$/.test(text.trim()) ? line : null;
      continue;
    }
    const [, source = '', type = '', first = '', second = '', third = '', , mountPoint = ''] = match;
    const used = [...(joined === text || wrapped === null ? [] : [wrapped]), line];
    wrapped = null;
    // df -i prints plain numbers unless it is asked for -h: a row with units below no heading counts bytes.
    const isInodeRow =
      countsInodes && (isHeaded || asked.isHuman || ![first, second, third].some((one) => /[KMGTPE]/i.test(one)));
    if (isInodeRow) {
      const [total, taken] = [inodeCount(first), inodeCount(second)];
      if (total === null || taken === null) continue;
      inodes.push({ source: source.trim(), mountPoint: mountPoint.trim(), total, used: taken });
      inodeLines.push(...used);
      continue;
    }
    const [totalBytes, usedBytes, freeBytes] = [bytes(first), bytes(second), bytes(third)];
    if (totalBytes === null || usedBytes === null || freeBytes === null || usedBytes > totalBytes * 1.05) continue;
    keepLast(disks, {
      source: source.trim(),
      type,
      mountPoint: mountPoint.trim(),
      totalBytes,
      usedBytes,
      freeBytes,
      isExact: isExact(first) && isExact(second),
      isOfAll: isHeaded && asked.isOfAll,
      askedFor: asked.path,
    });
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

/** The first words of df's heading in the languages that translate it. */
const heading =
  /^\s*(?:Filesystem|Dateisystem|Sys\. de fichiers|S\.ficheros|File ?system|Sist\. Arq\.|Sist\. ficheiros|Bestandssysteem|System plików|Файловая система|Файл\.система|Файлова система|文件系统|檔案系統|ファイルシステム|ファイルシス|파일 시스템|파일시스템|Filsystem|Souborový systém|Souborový_systém|Fájlrendszer|Dosyasistemi|Tiedostojärjestelmä|Sistema de archivos)\s/i;
const headingOfInodes =
  /\bI?Inodes?\b|\bI-?nodes?\b|Nodos-i|Inœuds|Inoeuds|i-węzł|Инод|Iノード|i ?节点|IUse%|IUsed|IBenutzt|IUtil|INodos/i;

/** What df itself was asked: what follows a pipe or a semicolon is another program's. */
function argumentsOfDf(command: string | null): {
  countsInodes: boolean;
  isHuman: boolean;
  isOfAll: boolean;
  path: string | null;
} {
  const own = /^df\b([^|;&]*)(\|?)/.exec(command ?? '');
  if (!own) return { countsInodes: false, isHuman: false, isOfAll: command === null, path: null };
  const words = (own[1] ?? '').split(/\s+/).filter((word) => word !== '');
  const has = (letter: string, long: string) =>
    words.some((word) => word === long || new RegExp(`^-[a-zA-Z]*${letter}`).test(word));
  const paths = words.filter((word) => word.startsWith('/'));
  const selects = words.some(
    (word) => /^(?:\/|\.)/.test(word) || /^-[tx]/.test(word) || /^--(?:type|exclude|local)/.test(word),
  );
  return {
    countsInodes: has('i', '--inodes'),
    isHuman: has('[hH]', '--human-readable'),
    isOfAll: !selects && own[2] === '',
    path: paths.length === 1 ? (paths[0]?.replace(/(?<=.)\/+$/, '') ?? null) : null,
  };
}

/** `477.4M` and block counts leave no room for rounding; `125G` does. */
function isExact(text: string): boolean {
  return text.replace(/\D/g, '').length >= 4 || /^\d+$/.test(text);
}

const notConnected =
  /^\s*(?:df|ls|du|stat|find|mount):.{0,40}?['"‘]?(\/[^'"’:\n]{1,300})['"’]?: Transport endpoint is not connected/;

/** `df: /mnt/x: Transport endpoint is not connected`: a FUSE mount whose program has ended. */
export function readBrokenMounts(lines: readonly PastedLine[]): string[] {
  const found = lines.flatMap(({ text }) => notConnected.exec(text.slice(0, 1000))?.[1] ?? []);
  return [...new Set(found)];
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
