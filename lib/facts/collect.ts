import { randomBytes } from 'node:crypto';
import { messageOf } from '../domain/errors.ts';
import { type Fact, type Unknown, unknown } from '../domain/fact.ts';
import type { FactSections, HostFacts, SectionId } from '../domain/host-facts.ts';
import type { FactsId, HostId } from '../domain/ids.ts';
import type { CommandOutput, HostSession, ReadOptions } from '../domain/session.ts';
import { inSlices, nextTurn } from '../domain/slices.ts';
import { unknownSections } from '../domain/unknown-sections.ts';
import type { CollectorContext, ParseContext } from './collectors/collector.ts';
import { registry } from './collectors/registry.generated.ts';
import type { SectionOutput } from './collectors/section-output.ts';
import { engineFact, readLists } from './engine-lists.ts';
import { type Frame, readFrameApart } from './frame.ts';
import { hostIdentity } from './identity.ts';
import { type KnownDatabase, KnownDatabases } from './parsers/containerd/known-databases.ts';
import { inParseOrder } from './scan-order.ts';
import { type ScanRequest, scanRequest } from './scan-request.ts';
import { sectionFact } from './section-facts.ts';
import { daemonsKey, isWhole, memoryOf, remember, type SessionMemory, saysSame } from './session-memory.ts';

/**
 * Everything there is to know about a host, in one round trip: the Engine says where its data root is (two small requests over the
 * connection that is open anyway), then one script reads the disk while the Engine answers the rest. Never throws for what a host
 * cannot tell: that is `unknown`, section by section.
 */
export interface CollectOptions {
  hostId: HostId;
  /** ISO time */
  now: () => string;
  newFactsId: () => FactsId;
  timeoutMs?: number;
  signal?: AbortSignal;
  /** tests run the same script under other shells */
  shell?: string;
  /**
   * `proof`: only what the proof of layers needs (views/ownership/ownership-facts.ts), or that of containerd's leases
   * (views/containerd/store-facts.ts); the bench measures the proof by it. Every other section
   * stays unknown (not-collected), so nothing can be concluded from its absence.
   */
  only?: 'proof';
  /** nothing is taken from what an earlier scan over this connection has read: for plans, and for looking at what a run has done */
  whole?: boolean;
}

type Sections = { [K in SectionId]: Fact<FactSections[K]> };

const defaultTimeoutMs = 120_000;
const mostOutputBytes = 128 * 1024 * 1024;

export async function collectHostFacts(session: HostSession, options: CollectOptions): Promise<HostFacts> {
  const collectedAt = options.now();
  session.takeCost();
  const sections: Sections = unknownSections();
  const memory = memoryOf(session, options.shell ?? 'sh');
  const asking = engineFact(session);
  // As it is now: answers that come in meanwhile must not change what the script is compared with.
  const before = options.whole === true ? { ...memory, sections: new Map(), databases: new Map() } : { ...memory };
  const begun = beginScan(session, options, before);
  if (memory.engine === null) await asking;
  const lists = readLists(session, sections, options, memory);
  sections.engine = await asking;
  memory.engine = sections.engine.state === 'known' ? sections.engine.value : null;
  const scan = { session, options, memory, sections };
  const [cpuMs] = await Promise.all([readHost(scan, before, begun), lists]);
  const cost = session.takeCost();
  return {
    id: options.newFactsId(),
    hostId: options.hostId,
    collectedAt,
    identity: hostIdentity(sections),
    sections,
    cost: { wallMs: Date.parse(options.now()) - Date.parse(collectedAt), ...cost, remoteCpuMs: cpuMs },
  };
}

interface BegunScan {
  request: ScanRequest;
  output: Promise<CommandOutput>;
}

/** With what the last scan over this connection has learned about the Engine, the script runs while the Engine is asked again. */
function beginScan(session: HostSession, options: CollectOptions, memory: SessionMemory): BegunScan | null {
  if (memory.engine === null || session.docker === null || !session.capabilities.has('shell')) return null;
  const request = scanRequest({
    nonce: randomBytes(12).toString('hex'),
    context: { engine: memory.engine },
    only: options.only,
    memory,
  });
  const output = session.read(request.script, readOptions(options));
  // Looked at only after the Engine's answer.
  output.catch(() => undefined);
  return { request, output };
}

function readOptions(options: CollectOptions): ReadOptions {
  return {
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
    maxBytes: mostOutputBytes,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(options.shell === undefined ? {} : { shell: options.shell }),
  };
}

interface Scan {
  session: HostSession;
  options: CollectOptions;
  memory: SessionMemory;
  sections: Sections;
}

/**
 * Fills the sections that the script reads; answers the CPU time it took on the host. Where another dockerd runs than the one whose
 * records are remembered, they are all read again.
 */
async function readHost(scan: Scan, before: SessionMemory, begun: BegunScan | null): Promise<number | null> {
  const { session, options, memory, sections } = scan;
  const context: CollectorContext = { engine: sections.engine.state === 'known' ? sections.engine.value : null };
  const nonce = begun?.request.nonce ?? randomBytes(12).toString('hex');
  const request = scanRequest({ nonce, context, only: options.only, memory: before });
  // The Engine's lists come at the same time: what one of them has answered already is not taken back.
  for (const { id, why } of request.refused) if (sections[id].state === 'unknown') set(sections, id, why);
  const fail = (why: Unknown) => {
    for (const collector of request.asked) set(sections, collector.id, why);
    return null;
  };
  if (!session.capabilities.has('shell')) {
    return fail(
      unknown(
        'no-capability',
        'Only the Docker socket can be reached here. With a login on the host (or the helper container) its disk can be read.',
      ),
    );
  }
  let output: CommandOutput;
  let frame: Frame;
  try {
    // The Engine as it is now would have been asked for another script (another data root, another driver): begun in vain.
    const isSame = begun?.request.script.source.equals(request.script.source) === true;
    output = await (begun !== null && isSame ? begun.output : session.read(request.script, readOptions(options)));
    frame = await readFrameApart(output.stdout, output.stderr, nonce);
  } catch (error) {
    return fail(unknown('no-capability', `The scan could not run on the host: ${messageOf(error)}`));
  }
  const parseContext: ParseContext = { ...context, host: frame.host, section: (id) => sections[id] };
  const databases = new Map<SectionId, ReadonlyMap<string, KnownDatabase>>();
  const limitSeconds = readOptions(options).timeoutMs / 1000;
  const ending = { timedOut: output.timedOut, truncated: output.truncated, limitSeconds };
  for (const collector of inParseOrder(request.asked)) {
    const known = new KnownDatabases(before.databases.get(collector.id));
    const own = { ...parseContext, databases: known };
    set(sections, collector.id, await inSlices(sectionFact(collector, frame, own, ending, before)));
    if (collector.knowsDatabases === true) databases.set(collector.id, known.now);
    await nextTurn();
  }
  if (output.helperContainer !== undefined) markHelper(sections, output.helperContainer);
  const daemons = daemonsKey(sections.daemonProcesses);
  const isTakenFromMemory = [...frame.sections.values()].some(
    (each) => typeof each !== 'string' && saysSame(each.output),
  );
  if (isTakenFromMemory && daemons !== before.daemons) return readHost(scan, { ...before, sections: new Map() }, null);
  keep(memory, { before, frame, sections, daemons });
  memory.databases = databases;
  return frame.cpuMs;
}

/** It is known by the id that Docker gave it, never by a name or a label, which anybody may choose. */
function markHelper(sections: Sections, id: string): void {
  const { containersOnDisk } = sections;
  if (containersOnDisk.state === 'unknown') return;
  for (const container of containersOnDisk.value) if (container.id === id) container.isHelper = true;
}

function keep(
  memory: SessionMemory,
  { before, frame, sections, daemons }: { before: SessionMemory; frame: Frame; sections: Sections; daemons: string },
): void {
  memory.tools = frame.tools;
  const bytes = new Map(memory.sectionBytes);
  const stamped: { id: SectionId; output: SectionOutput; fact: Fact<FactSections[SectionId]> }[] = [];
  for (const collector of registry) {
    const section = frame.sections.get(collector.id);
    if (section === undefined || typeof section === 'string') continue;
    if (isWhole(section.output)) bytes.set(collector.id, section.output.byteLength);
    if (collector.stamped === true)
      stamped.push({ id: collector.id, output: section.output, fact: sections[collector.id] });
  }
  memory.sectionBytes = bytes;
  memory.daemons = daemons;
  memory.sections = daemons === '' ? new Map() : remember(before.sections, stamped);
}

/** A collector's id and its value belong together by its type; TypeScript cannot follow that through a list of different ones. */
function set(sections: Sections, id: SectionId, fact: Fact<FactSections[SectionId]>): void {
  Object.assign(sections, { [id]: fact });
}
