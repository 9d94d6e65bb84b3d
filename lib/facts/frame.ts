import { promisify } from 'node:util';
import { gunzip, gunzipSync, type ZlibOptions } from 'node:zlib';
import { ParseFailure } from '../domain/errors.ts';
import { decodeName } from '../domain/names.ts';
import { type ChosenTools, isChosenTools } from '../shell/prelude/tools.ts';
import type { HostContext } from './collectors/collector.ts';
import { SectionOutput } from './collectors/section-output.ts';

/**
 * Reads back what scan-script.ts prints:
 *
 *   \n==bilge:<nonce>:context==\n            uid NUL requested root NUL root NUL driver NUL
 *   \n==bilge:<nonce>:tools==\n              which tools it chose, each NUL-ended (lib/shell/prelude/tools.ts)
 *   \n==bilge:<nonce>:begin:<id>:<coding>==\n  … body …  \n==bilge:<nonce>:end:<id>:<exit>:<ms>==\n
 *   \n==bilge:<nonce>:done==\n               what `times` says
 *
 * The nonce is random, so a body cannot forge a mark. A section without its end mark was cut off and is not complete, whatever
 * it holds; a section that was begun twice (scan-frame.ts) is what its last beginning holds. stderr carries the begin marks too, which tells whose complaint is whose.
 */
export interface FramedSection {
  output: SectionOutput;
  exitCode: number;
  ms: number;
  /** false: the transport keeps only stderr's tail and this section's beginning is not in it */
  stderrIsComplete: boolean;
}

export interface Frame {
  host: HostContext;
  sections: Map<string, FramedSection | 'cut' | 'damaged'>;
  isDone: boolean;
  /** null where it did not say */
  tools: ChosenTools | null;
  /** user and system time of the script and its children */
  cpuMs: number | null;
}

/** More than any host's metadata; a gzip stream that unpacks to more is not ours. */
const mostBytes = 512 * 1024 * 1024;
const gunzipApart = promisify(gunzip) as (body: Buffer, options: ZlibOptions) => Promise<Buffer>;
/** deflate packs no tighter, so no more memory is taken for what a few bytes claim to hold */
const mostPerPackedByte = 1032;

export function readFrame(stdout: Buffer, stderr: string, nonce: string): Frame {
  const reading = framed(stdout, stderr, nonce);
  for (let step = reading.next(); ; ) {
    if (step.done) return step.value;
    step = reading.next(unpack(step.value));
  }
}

/** The same, unpacked in zlib's own thread: megabytes of a large host keep no visitor waiting. */
export async function readFrameApart(stdout: Buffer, stderr: string, nonce: string): Promise<Frame> {
  const reading = framed(stdout, stderr, nonce);
  for (let step = reading.next(); ; ) {
    if (step.done) return step.value;
    step = reading.next(await unpackApart(step.value));
  }
}

/** Hands out each packed section, takes it back unpacked, or null where it is damaged. */
function* framed(stdout: Buffer, stderr: string, nonce: string): Generator<Buffer, Frame, Buffer | null> {
  const marks = findMarks(stdout, nonce);
  const complaints = splitComplaints(stderr, nonce);
  const sections: Frame['sections'] = new Map();
  let host: HostContext | null = null;
  let done: Buffer | null = null;
  let tools: ChosenTools | null = null;
  for (const [index, mark] of marks.entries()) {
    const body = stdout.subarray(mark.end, marks[index + 1]?.start);
    const [kind = '', id = '', coding = ''] = mark.fields;
    if (kind === 'context') host = readContext(body);
    if (kind === 'done') done = body;
    if (kind === 'tools') tools = readTools(body);
    if (kind !== 'begin') continue;
    const end = marks[index + 1]?.fields;
    if (end?.[0] !== 'end' || end[1] !== id) {
      sections.set(id, 'cut');
      continue;
    }
    const plain = coding === 'gzip' ? yield body : body;
    if (plain === null) {
      sections.set(id, 'damaged');
      continue;
    }
    const own = complaints.get(id);
    sections.set(id, {
      output: new SectionOutput({ id, body: plain, nonce, stderr: own ?? '' }),
      exitCode: Number(end[2] || Number.NaN),
      ms: Number(end[3] || Number.NaN),
      stderrIsComplete: own !== undefined,
    });
  }
  if (host === null) {
    throw new ParseFailure({
      tool: 'scan script',
      message: 'The scan script did not start on the host: its first line never came back.',
      sample: `${stderr.slice(-300)} ${stdout.subarray(0, 100).toString('latin1')}`,
    });
  }
  return { host, sections, isDone: done !== null, tools, cpuMs: done === null ? null : readTimes(done) };
}

function findMarks(stdout: Buffer, nonce: string): { start: number; end: number; fields: string[] }[] {
  const start = Buffer.from(`\n==bilge:${nonce}:`);
  const marks: { start: number; end: number; fields: string[] }[] = [];
  for (let at = stdout.indexOf(start); at >= 0; at = stdout.indexOf(start, at + 1)) {
    const close = stdout.indexOf('==\n', at + start.length);
    if (close < 0) break;
    const fields = stdout.toString('utf8', at + start.length, close).split(':');
    if (fields[0] !== 'part') marks.push({ start: at, end: close + 3, fields });
  }
  return marks;
}

function splitComplaints(stderr: string, nonce: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const piece of stderr.split(`\n==bilge:${nonce}:begin:`).slice(1)) {
    const close = piece.indexOf('==\n');
    if (close > 0) found.set(piece.slice(0, close), piece.slice(close + 3).trim());
  }
  return found;
}

/** A damaged section answers null: it becomes unknown, and says why. */
function unpack(body: Buffer): Buffer | null {
  try {
    return gunzipSync(body, unpackOptions(body));
  } catch {
    return null;
  }
}

function unpackApart(body: Buffer): Promise<Buffer | null> {
  return gunzipApart(body, unpackOptions(body)).catch(() => null);
}

/**
 * The last four bytes of a gzip stream say how much is in it: unpacked in one piece, not in many that are then joined, which would hold all of
 * it twice.
 */
function unpackOptions(body: Buffer): ZlibOptions {
  const claimed = body.length < 18 ? 0 : body.readUInt32LE(body.length - 4);
  const size = Math.min(claimed, body.length * mostPerPackedByte, mostBytes);
  return { maxOutputLength: mostBytes, chunkSize: Math.max(size + 64, 1024) };
}

function readTools(body: Buffer): ChosenTools | null {
  const values = decodeName(body).split('\0').slice(0, -1);
  return isChosenTools(values) ? values : null;
}

function readContext(body: Buffer): HostContext {
  const fields: string[] = [];
  let from = 0;
  for (let at = body.indexOf(0); at >= 0; at = body.indexOf(0, from)) {
    fields.push(decodeName(body.subarray(from, at)));
    from = at + 1;
  }
  const [uid = '', requested = '', root = '', driver = ''] = fields;
  if (fields.length !== 4 || !/^\d+$/.test(uid)) {
    throw new ParseFailure({
      tool: 'scan script',
      message: 'The scan script did not say who it runs as.',
      sample: fields.join(' '),
    });
  }
  return {
    effectiveUid: Number(uid),
    requestedDataRoot: requested || null,
    dataRoot: root || null,
    driver: driver || null,
  };
}

/** `times`: two lines of `0m0.050s 0m0.020s`, the shell's own and its children's (dash, bash, BusyBox print the same form). */
function readTimes(text: Buffer): number | null {
  const found = [...text.toString('latin1').matchAll(/(\d+)m([\d.]+)s/g)];
  if (found.length !== 4) return null;
  return Math.round(
    found.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000, 0),
  );
}
