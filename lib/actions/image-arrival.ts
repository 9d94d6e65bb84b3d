import { createHash } from 'node:crypto';
import type { PlanInput } from '../domain/action.ts';
import type { ImageSummary } from '../domain/engine-facts.ts';

/**
 * When an image arrived on this host. Its own `Created` is the time of its build: an image that was pulled a minute ago may be years old.
 * So this is the creation time of its youngest layer directory; null if that is unknown.
 */
export function arrivedSeconds(image: ImageSummary, input: PlanInput<unknown>): number | null {
  const { imagedb, layerdb, driverDirectories } = input.facts.sections;
  if (imagedb.state === 'unknown' || layerdb.state === 'unknown' || driverDirectories.state === 'unknown') return null;
  const id = image.id.replace(/^sha256:/, '');
  const diffIds = imagedb.value.images.find((each) => each.id === id)?.diffIds;
  if (diffIds === undefined || diffIds === null) return null;
  const births = new Map(driverDirectories.value.entries.map((entry) => [entry.name, entry.birthSeconds]));
  const chains = new Map(layerdb.value.chains.map((chain) => [chain.name, chain]));
  let youngest: number = image.createdSeconds;
  for (const chain of chainNames(diffIds, chains)) {
    const born = births.get(chain ?? '') ?? null;
    if (born === null) return null;
    youngest = Math.max(youngest, born);
  }
  return youngest;
}

/** From the top layer down through the `parent` files; the top is the chain whose length is the image's. */
function chainNames(
  diffIds: readonly string[],
  chains: ReadonlyMap<string, { parent: string | null; cacheId: string | null }>,
): (string | null)[] {
  const names: (string | null)[] = [];
  let at: string | null = chainId(diffIds);
  while (at !== null) {
    const chain: { parent: string | null; cacheId: string | null } | undefined = chains.get(at);
    if (chain === undefined) return [null];
    names.push(chain.cacheId);
    at = chain.parent?.replace(/^sha256:/, '') ?? null;
  }
  return names;
}

function chainId(diffIds: readonly string[]): string | null {
  let chain: string | null = null;
  for (const diffId of diffIds) {
    chain = chain === null ? diffId : `sha256:${createHash('sha256').update(`${chain} ${diffId}`).digest('hex')}`;
  }
  return chain?.replace(/^sha256:/, '') ?? null;
}
