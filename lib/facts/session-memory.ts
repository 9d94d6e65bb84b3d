import type { EngineFacts } from '../domain/engine-facts.ts';
import { type Fact, known } from '../domain/fact.ts';
import type { FactSections, SectionId } from '../domain/host-facts.ts';
import type { DaemonProcesses } from '../domain/layer-facts.ts';
import type { HostSession } from '../domain/session.ts';
import type { ChosenTools } from '../shell/prelude/tools.ts';
import type { SectionOutput } from './collectors/section-output.ts';
import type { KnownDatabase } from './parsers/containerd/known-databases.ts';

/**
 * What earlier scans over the same connection have found out, so that the next one need not: it only saves time, decides nothing, and
 * goes with the connection. The Engine is asked for its data root in every scan all the same, and if it names another one than
 * the script was begun with, what was read is thrown away and read again.
 */
export interface SessionMemory {
  tools: ChosenTools | null;
  engine: EngineFacts | null;
  /** bytes that each section printed, unpacked */
  sectionBytes: ReadonlyMap<string, number>;
  /** the fastest answer of the Engine: the round trip and hardly more */
  fastestAnswerMs: number;
  /** what need not be read again while its stamp is the same, by section */
  sections: ReadonlyMap<SectionId, Remembered>;
  /**
   * what was made of databases, by section. Not tied to the dockerd that wrote them: a database is the same by its last transaction
   * (collectors/bolt-copy.ts)
   */
  databases: ReadonlyMap<SectionId, ReadonlyMap<string, KnownDatabase>>;
  /** which dockerd wrote it all; empty: not known, and then nothing is remembered */
  daemons: string;
}

/**
 * What a stamped section held. Docker's records of a layer are written once; what changes is which ones there are, and that changes
 * the times of the directory above. So equal times mean the same records, with two things in the way: a record that was still
 * being written when it was read (hence `settledSeconds`: nothing is remembered that is younger), and whatever an engine does when
 * it starts (hence `daemons`: another process, and all is read again). Plans are made from whole readings only.
 */
export interface Remembered {
  stamp: string;
  value: FactSections[SectionId];
}

const memories = new WeakMap<HostSession, Map<string, SessionMemory>>();

/** By shell, because which tools there are depends on it. */
export function memoryOf(session: HostSession, shell: string): SessionMemory {
  const byShell = memories.get(session) ?? new Map<string, SessionMemory>();
  memories.set(session, byShell);
  const memory = byShell.get(shell) ?? nothingRemembered();
  byShell.set(shell, memory);
  return memory;
}

export function nothingRemembered(): SessionMemory {
  return {
    tools: null,
    engine: null,
    sectionBytes: new Map(),
    fastestAnswerMs: Number.POSITIVE_INFINITY,
    sections: new Map(),
    databases: new Map(),
    daemons: '',
  };
}

const settledSeconds = 30;

/**
 * `<device>:<inode>:<size>:<modified>:<changed>` for each object, then for the process that looked, whose times are "now". Null where one
 * of the objects was changed less than half a minute before: it may change again within the clock's last tick, unseen.
 */
export function settledStamp(output: SectionOutput): string | null {
  const objects = output.optional('stamp')?.toString('latin1').trim().split(' ') ?? [];
  const times = objects.map((object) => /^\d+:\d+:\d+:(-?[\d.]+):(-?[\d.]+)$/.exec(object)?.slice(1).map(Number));
  const now = times.pop()?.[1];
  if (now === undefined || times.length === 0) return null;
  const isSettled = times.every((each) => each?.every((time) => time < now - settledSeconds));
  return isSettled ? objects.slice(0, -1).join(' ') : null;
}

/** The process that writes Docker's records, so that what one has written is not taken for what another one has. */
export function daemonsKey(processes: Fact<DaemonProcesses>): string {
  if (processes.state === 'unknown') return '';
  return processes.value.daemons.map(({ pid, startedSeconds }) => `${pid}@${startedSeconds}`).join(' ');
}

/** What is remembered after a scan: sections that were read whole and have settled, and those that were the same again. */
export function remember(
  before: ReadonlyMap<SectionId, Remembered>,
  read: Iterable<{ id: SectionId; output: SectionOutput; fact: Fact<FactSections[SectionId]> }>,
): Map<SectionId, Remembered> {
  const sections = new Map<SectionId, Remembered>();
  for (const { id, output, fact } of read) {
    const earlier = before.get(id);
    const stamp = settledStamp(output);
    if (saysSame(output)) {
      if (earlier !== undefined) sections.set(id, earlier);
    } else if (stamp !== null && fact.state === 'known') sections.set(id, { stamp, value: fact.value });
  }
  return sections;
}

export function saysSame(output: SectionOutput): boolean {
  return output.optional('same') !== null;
}

/** All of it was sent, so that its length tells what the section may bring the next time. */
export function isWhole(output: SectionOutput): boolean {
  return !saysSame(output) && output.withPrefix('same:').length === 0;
}

/** @throws Error where the host says "the same" about what was never read: the script asks only about what is here */
export function rememberedFact<K extends SectionId>(memory: SessionMemory, id: K): Fact<FactSections[K]> {
  const found = memory.sections.get(id);
  if (found === undefined) throw new Error(`The host says that ${id} is the same, but nothing is remembered of it.`);
  return known(found.value as FactSections[K]);
}

const nearMs = 4;
/** below this only a few packets would be saved, and two processes on the host cost more on any connection */
const smallBytes = 16 * 1024;
const plainBytes = 1024 * 1024;

/** Packing costs two processes and a pass over the bytes: not worth it for a section that was small, on a line as short as a house's. */
export function isPackingWorthIt(memory: SessionMemory, sectionId: string): boolean {
  const bytes = memory.sectionBytes.get(sectionId);
  if (bytes === undefined) return true;
  return bytes > plainBytes || (bytes > smallBytes && memory.fastestAnswerMs > nearMs);
}
