import type { EngineFacts } from '../domain/engine-facts.ts';
import type { HostSession } from '../domain/session.ts';
import type { ChosenTools } from '../shell/prelude/tools.ts';

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
}

const memories = new WeakMap<HostSession, Map<string, SessionMemory>>();

/** By shell, because which tools there are depends on it. */
export function memoryOf(session: HostSession, shell: string): SessionMemory {
  const byShell = memories.get(session) ?? new Map<string, SessionMemory>();
  memories.set(session, byShell);
  const memory = byShell.get(shell) ?? {
    tools: null,
    engine: null,
    sectionBytes: new Map(),
    fastestAnswerMs: Number.POSITIVE_INFINITY,
  };
  byShell.set(shell, memory);
  return memory;
}

const nearMs = 4;
const plainBytes = 1024 * 1024;

/** Packing costs two processes and a pass over the bytes: not worth it for a section that was small, on a line as short as a house's. */
export function isPackingWorthIt(memory: SessionMemory, sectionId: string): boolean {
  const bytes = memory.sectionBytes.get(sectionId);
  return bytes === undefined || bytes > plainBytes || memory.fastestAnswerMs > nearMs;
}
