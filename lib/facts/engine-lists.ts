import type { EngineFacts } from '../domain/engine-facts.ts';
import { type Fact, known, type Unknown, unknown } from '../domain/fact.ts';
import type { FactSections, SectionId } from '../domain/host-facts.ts';
import type { HostSession } from '../domain/session.ts';
import { readBuildCache } from './engine/build-cache.ts';
import { readContainers } from './engine/containers.ts';
import { withContainerDetails, withImageDetails } from './engine/details.ts';
import { readEngine } from './engine/engine.ts';
import { readImages } from './engine/images.ts';
import { readNetworks } from './engine/networks.ts';
import { readVolumes } from './engine/volumes.ts';
import { engineUnknown } from './section-facts.ts';
import type { SessionMemory } from './session-memory.ts';

type Sections = { [K in SectionId]: Fact<FactSections[K]> };

export async function engineFact(session: HostSession): Promise<Fact<EngineFacts>> {
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

/** The Engine’s lists, over the connection that is open anyway; what it does not answer is unknown, each by itself. */
export async function readLists(
  session: HostSession,
  sections: Sections,
  { only }: { only?: 'proof' },
  memory: SessionMemory,
): Promise<void> {
  const docker = session.docker;
  if (docker === null) {
    const why = noEngine(session);
    Object.assign(sections, { containers: why, images: why, volumes: why, networks: why, buildCache: why });
    return;
  }
  const fact = async <T>(what: string, read: Promise<T>): Promise<Fact<T>> => {
    const startedAt = performance.now();
    try {
      const value = await read;
      memory.fastestAnswerMs = Math.min(memory.fastestAnswerMs, performance.now() - startedAt);
      return known(value);
    } catch (error) {
      return engineUnknown(what, error);
    }
  };
  const hasDisk = session.capabilities.has('shell');
  const ofLayers = Promise.all([
    fact(
      'its containers',
      readContainers(docker).then((all) => (hasDisk ? all : withContainerDetails(docker, all))),
    ),
    fact(
      'its images',
      readImages(docker).then((all) => (hasDisk ? all : withImageDetails(docker, all))),
    ),
  ]);
  if (only === 'proof') {
    // What it lists of builds can only speak against a lease of containerd's.
    const needsBuilds = memory.engine?.imageStore !== 'graphdriver';
    const builds = needsBuilds ? fact('its build cache', readBuildCache(docker)) : null;
    const [[containers, images], buildCache] = await Promise.all([ofLayers, builds]);
    Object.assign(sections, { containers, images });
    if (buildCache?.state === 'known' && buildCache.value !== null) sections.buildCache = known(buildCache.value);
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
