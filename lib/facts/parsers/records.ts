import { isAscii } from 'node:buffer';
import { ParseFailure } from '../../domain/errors.ts';
import { decodeName } from '../../domain/names.ts';
import { atOnce, eachInPieces, type InPieces, mapInPieces } from '../../domain/slices.ts';

/**
 * The plain forms in which sections bring lists back. Names are bytes, so records end with NUL; small files come as `grep -H`
 * prints them, `path:line`, for names without newlines. Anything of another form is a ParseFailure: a listing that is half
 * understood would be taken for a complete one.
 */
export function nulRecords(bytes: Buffer): Buffer[] {
  const records: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(0); at >= 0; at = bytes.indexOf(0, from)) {
    records.push(bytes.subarray(from, at));
    from = at + 1;
  }
  if (from < bytes.length) throw failure('a list of names', 'its last name has no end', bytes.subarray(from));
  return records;
}

export function nulNames(bytes: Buffer): string[] {
  return nulRecords(bytes).map(decodeName);
}

/** Lines without their newlines; a last line without one counts too. */
export function lines(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
    found.push(bytes.subarray(from, at));
    from = at + 1;
  }
  if (from < bytes.length) found.push(bytes.subarray(from));
  return found;
}

/**
 * Lines as text. Records of thousands of layers are plain ASCII: then they are decoded in one go, in a tenth of the time.
 */
export function textLines(bytes: Buffer): string[] {
  if (!isAscii(bytes)) return lines(bytes).map(decodeName);
  const found = bytes.toString('latin1').split('\n');
  if (found.at(-1) === '') found.pop();
  return found;
}

function textRecords(bytes: Buffer): string[] {
  if (!isAscii(bytes) || bytes.at(-1) !== 0) return nulRecords(bytes).map(decodeName);
  return bytes.toString('latin1', 0, bytes.length - 1).split('\0');
}

export type FileKind = 'directory' | 'file' | 'symlink' | 'other';

export interface StatRecord {
  path: string;
  kind: FileKind;
  /** st_dev in decimal, as `stat -c %d` prints it */
  device: string;
  inode: number;
  /** null where the host's stat or file system knows no birth */
  birthSeconds: number | null;
  modifiedSeconds: number;
  changedSeconds: number;
  /** disk space it takes */
  allocatedBytes: number;
}

const statFields = /^(\d+) (\d+) ([0-9a-f]+) (\S+) (-?\d+) (-?\d+) (\d+) (\d+)[ \n]/;

/**
 * What `bilge_stat_find` prints (GNU stat 9.1: `65024 2155007 41ed 1795230792 1795230792 1795230792 8 512 ./a b` NUL). BusyBox has
 * no birth time and writes `?` or `W` there; GNU writes 0 where the file system or the kernel (before 4.11) tells none.
 */
export function statRecords(bytes: Buffer): StatRecord[] {
  return atOnce(statRecordsInPieces(bytes));
}

export function* statRecordsInPieces(bytes: Buffer): InPieces<StatRecord[]> {
  const records = textRecords(bytes);
  yield;
  return yield* mapInPieces(records, (record) => {
    const fields = statFields.exec(record);
    if (fields === null) throw failure('stat', 'a record has another form', record);
    const [head = '', device = '', inode, mode = '', birth = '', modified, changed, blocks, blockSize] = fields;
    return {
      path: record.slice(head.length),
      kind: kindOf(mode),
      device,
      inode: Number(inode),
      birthSeconds: /^[1-9]\d*$/.test(birth) ? Number(birth) : null,
      modifiedSeconds: Number(modified),
      changedSeconds: Number(changed),
      allocatedBytes: Number(blocks) * Number(blockSize),
    };
  });
}

function kindOf(mode: string): FileKind {
  const type = Number.parseInt(mode, 16) & 0o170000;
  if (type === 0o040000) return 'directory';
  if (type === 0o100000) return 'file';
  return type === 0o120000 ? 'symlink' : 'other';
}

/** The last component, for records of one directory level: `./a b` → `a b`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** entry → file → its text */
export type SmallFiles = Map<string, Map<string, string>>;

/**
 * What `bilge_read_find` prints, for files `./<entry>/<file>`: entry → file → its text. Files of several lines are joined again.
 */
export function smallFiles(bytes: Buffer, tool: string): SmallFiles {
  return atOnce(smallFilesInPieces(bytes, tool));
}

export function* smallFilesInPieces(bytes: Buffer, tool: string): InPieces<SmallFiles> {
  const found: SmallFiles = new Map();
  const all = textLines(bytes);
  yield;
  yield* eachInPieces(all, (line) => {
    const slash = line.indexOf('/', 2);
    const colon = slash < 0 ? -1 : line.indexOf(':', slash);
    if (!line.startsWith('./') || colon < 0) throw failure(tool, 'a line has no path in front', line);
    const entry = line.slice(2, slash);
    const file = line.slice(slash + 1, colon);
    const text = line.slice(colon + 1);
    const files = found.get(entry) ?? new Map<string, string>();
    const before = files.get(file);
    files.set(file, before === undefined ? text : `${before}\n${text}`);
    found.set(entry, files);
  });
  return found;
}

export function failure(tool: string, why: string, sample: Buffer | string): ParseFailure {
  const text = typeof sample === 'string' ? sample.slice(0, 120) : sample.subarray(0, 120).toString('latin1');
  return new ParseFailure({ tool, message: `The output of ${tool} could not be understood: ${why}.`, sample: text });
}

/** A whole number of a text field; @throws ParseFailure */
export function wholeNumber(text: string | undefined, tool: string): number {
  const value = Number(text);
  if (text === undefined || !/^\d+$/.test(text) || !Number.isSafeInteger(value)) {
    throw failure(tool, 'a number was expected', text ?? '');
  }
  return value;
}

/** The parts of a section's output, as parsers see them (lib/facts/collectors/section-output.ts). */
export interface Parts {
  part(name: string): Buffer;
  optional(name: string): Buffer | null;
  withPrefix(prefix: string): { key: string; bytes: Buffer }[];
}
