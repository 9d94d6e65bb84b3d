import { randomBytes } from 'node:crypto';
import type { EngineFacts } from '../domain/engine-facts.ts';
import { messageOf } from '../domain/errors.ts';
import { type Fact, known, type Unknown, unknown } from '../domain/fact.ts';
import type { FactSections, HostFacts, SectionId } from '../domain/host-facts.ts';
import type { FactsId, HostId } from '../domain/ids.ts';
import type { CommandOutput, HostSession } from '../domain/session.ts';
import { unknownSections } from '../domain/unknown-sections.ts';
import { knownPlaces } from '../platforms/detect-platform.ts';
import { asReadScript } from '../shell/read-script.ts';
import type { Collector, CollectorContext, ParseContext } from './collectors/collector.ts';
import { registry } from './collectors/registry.generated.ts';
import { readBuildCache } from './engine/build-cache.ts';
import { readContainers } from './engine/containers.ts';
import { readEngine } from './engine/engine.ts';
import { readImages } from './engine/images.ts';
import { readNetworks } from './engine/networks.ts';
import { readVolumes } from './engine/volumes.ts';
import { type Frame, readFrame } from './frame.ts';
import { hostIdentity } from './identity.ts';
import { inParseOrder, inScanOrder } from './scan-order.ts';
import { scanScript } from './scan-script.ts';
import { engineUnknown, sectionFact } from './section-facts.ts';
import { ownershipSections } from './views/ownership-facts.ts';

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
   * `proof`: only what the proof of layers needs (views/ownership-facts.ts), for planning and for looking again. Every other section
   * stays unknown (not-collected), so nothing can be concluded from its absence.
   */
  only?: 'proof';
}

type Sections = { [K in SectionId]: Fact<FactSections[K]> };

const defaultTimeoutMs = 120_000;
const mostOutputBytes = 128 * 1024 * 1024;

export async function collectHostFacts(session: HostSession, options: CollectOptions): Promise<HostFacts> {
  const collectedAt = options.now();
  session.takeCost();
  const sections: Sections = unknownSections();
  sections.engine = await engineFact(session);
  const context: CollectorContext = { engine: sections.engine.state === 'known' ? sections.engine.value : null };
  const [cpuMs] = await Promise.all([
    readHost(session, options, context, sections),
    readLists(session, sections, options),
  ]);
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

async function engineFact(session: HostSession): Promise<Fact<EngineFacts>> {
  if (session.docker === null) return noEngine(session);
  try {
    return known(await readEngine(session.docker));
  } catch (error) {
    return engineUnknown('its version and settings', error);
  }
}

function noEngine(session: HostSession): Unknown {
  const problem = session.dockerProblem;
  const denied = problem?.code === 'docker-permission';
  return unknown(
    denied ? 'permission-denied' : 'no-capability',
    problem?.userMessage ?? 'The Docker Engine could not be reached.',
  );
}

async function readLists(session: HostSession, sections: Sections, { only }: CollectOptions): Promise<void> {
  const docker = session.docker;
  if (docker === null) {
    const why = noEngine(session);
    Object.assign(sections, { containers: why, images: why, volumes: why, networks: why, buildCache: why });
    return;
  }
  const fact = async <T>(what: string, read: Promise<T>): Promise<Fact<T>> => {
    try {
      return known(await read);
    } catch (error) {
      return engineUnknown(what, error);
    }
  };
  const ofLayers = Promise.all([
    fact('its containers', readContainers(docker)),
    fact('its images', readImages(docker)),
  ]);
  if (only === 'proof') {
    const [containers, images] = await ofLayers;
    Object.assign(sections, { containers, images });
    return;
  }
  const [[containers, images], volumes, networks, buildCache] = await Promise.all([
    ofLayers,
    fact('its volumes', readVolumes(docker)),
    fact('its networks', readNetworks(docker)),
    fact('its build cache', readBuildCache(docker)),
  ]);
  Object.assign(sections, { containers, images, volumes, networks });
  // Null: this Engine cannot be asked; the script reads it from disk.
  if (buildCache.state === 'unknown') sections.buildCache = buildCache;
  else if (buildCache.value !== null) sections.buildCache = known(buildCache.value);
}

/** Fills the sections that the script reads; answers the CPU time it took on the host. */
async function readHost(
  session: HostSession,
  options: CollectOptions,
  context: CollectorContext,
  sections: Sections,
): Promise<number | null> {
  const collectors: readonly Collector[] = inScanOrder(registry);
  const wanted = options.only === 'proof' ? proofSections(context) : null;
  const asked = collectors.filter((collector) => {
    if (wanted !== null && !wanted.has(collector.id)) return false;
    const applies = collector.appliesTo(context);
    if (applies !== true) set(sections, collector.id, applies);
    return applies === true;
  });
  const fail = (why: Unknown) => {
    for (const collector of asked) set(sections, collector.id, why);
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
  const nonce = randomBytes(12).toString('hex');
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs;
  let output: CommandOutput;
  let frame: Frame;
  try {
    output = await session.read(script(nonce, asked, context), {
      timeoutMs,
      maxBytes: mostOutputBytes,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.shell === undefined ? {} : { shell: options.shell }),
    });
    frame = readFrame(output.stdout, output.stderr, nonce);
  } catch (error) {
    return fail(unknown('no-capability', `The scan could not run on the host: ${messageOf(error)}`));
  }
  const parseContext: ParseContext = { ...context, host: frame.host, section: (id) => sections[id] };
  const ending = { timedOut: output.timedOut, truncated: output.truncated, limitSeconds: timeoutMs / 1000 };
  for (const collector of inParseOrder(asked))
    set(sections, collector.id, sectionFact(collector, frame, parseContext, ending));
  return frame.cpuMs;
}

/** Without the Engine's word the driver is not known yet, and it may be btrfs. */
function proofSections({ engine }: CollectorContext): ReadonlySet<SectionId> {
  const needsSubvolumes = engine === null || engine.storageDriver === 'btrfs';
  return new Set<SectionId>([...ownershipSections, ...(needsSubvolumes ? (['btrfs'] as const) : [])]);
}

function script(nonce: string, collectors: readonly Collector[], context: CollectorContext) {
  const { engine } = context;
  return asReadScript(
    scanScript({
      nonce,
      engine: engine === null ? null : { dataRoot: engine.dataRoot, driver: engine.storageDriver },
      places: knownPlaces,
      sections: collectors.map((collector) => ({
        id: collector.id,
        limitSeconds: collector.limitSeconds,
        gzip: collector.gzip ?? false,
        script: collector.script(context),
      })),
    }),
  );
}

/** A collector's id and its value belong together by its type; TypeScript cannot follow that through a list of different ones. */
function set(sections: Sections, id: SectionId, fact: Fact<FactSections[SectionId]>): void {
  Object.assign(sections, { [id]: fact });
}
