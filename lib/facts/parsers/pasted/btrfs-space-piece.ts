import type { BtrfsUsage } from '../../../domain/storage-facts.ts';
import { parseHumanSize } from './human-size.ts';
import { type PastedLine, pathArgument } from './pasted-line.ts';
import type { PieceKind } from './piece.ts';

export type Chunk = BtrfsUsage['chunks'][number];

/** What one btrfs command said about space; the commands are joined to one filesystem afterwards. */
export interface PastedBtrfsSpace {
  kind: PieceKind;
  uuid: string | null;
  mountPoint: string | null;
  overall: Map<string, string>;
  chunks: Chunk[];
  reserve: { totalBytes: number; usedBytes: number } | null;
  unallocatedByDevice: { device: string; bytes: number }[];
  /** of `filesystem show` */
  devices: { id: number; device: string; sizeBytes: number; usedBytes: number; isMissing: boolean }[];
  usedBytes: number | null;
}

export const sizeText = '(\\d[\\d.,]{0,20}(?:[KMGTPE]?i?B)?)';

/** btrfs-progs before 3.16 wrote `GB` where they meant GiB; none of them ever used decimal units. */
export const bytesOf = (text: string): number => parseHumanSize(text, { binary: true }) ?? 0;

export function nothingSaid(kind: PieceKind, line: PastedLine | undefined): PastedBtrfsSpace {
  return {
    kind,
    uuid: null,
    mountPoint: pathArgument(line?.command ?? null),
    overall: new Map(),
    chunks: [],
    reserve: null,
    unallocatedByDevice: [],
    devices: [],
    usedBytes: null,
  };
}

export function chunkType(name: string): Chunk['type'] {
  const lower = name.toLowerCase();
  if (lower === 'data+metadata') return 'mixed';
  return lower === 'data' || lower === 'metadata' ? lower : 'system';
}

/** A run cut before each line that begins something new. */
export function split(lines: readonly PastedLine[], begins: (line: PastedLine) => boolean): PastedLine[][] {
  const parts: PastedLine[][] = [];
  for (const line of lines) {
    const last = parts.at(-1);
    // `Overall:` and `Device size:` open the same part.
    if (last === undefined || (begins(line) && last.length > 1)) parts.push([line]);
    else last.push(line);
  }
  return parts;
}
