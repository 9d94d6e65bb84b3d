import type { PlanInput } from '../domain/action.ts';
import { valueOr } from '../domain/fact.ts';
import type { PlanSite } from '../domain/plan.ts';
import type { PlatformFacts } from '../domain/platform-facts.ts';
import { unknownPlatform } from '../domain/platform-facts.ts';
import { excusedLowers } from '../facts/views/ownership/excused-lowers.ts';
import { keptPlaces } from '../platforms/detect-platform.ts';

/** What the script needs to know about the host: from the facts of the plan, absolute, never guessed at run time. */
export function siteOf({
  hostName,
  facts,
  dockerSocket,
}: Pick<PlanInput<unknown>, 'hostName' | 'facts' | 'dockerSocket'>): PlanSite {
  const { platform, dataRoot, engine, driverDirectories, layerdb } = facts.sections;
  const root = valueOr(dataRoot, null);
  const known = valueOr(engine, null);
  const host = valueOr(platform, null);
  return {
    hostName,
    platform: host?.id ?? unknownPlatform,
    init: host?.init ?? 'none',
    dataRoot: root?.path ?? known?.dataRoot ?? null,
    requestedDataRoot: known?.dataRoot ?? root?.requestedPath ?? null,
    dataRootInode: root?.inode ?? null,
    dataRootType: root?.filesystemType ?? null,
    driver: known?.storageDriver ?? valueOr(layerdb, null)?.driver ?? null,
    engineVersion: known?.version ?? null,
    driverDirectory: valueOr(driverDirectories, null)?.path ?? null,
    layerDatabase: valueOr(layerdb, null)?.path ?? null,
    excusedLowers: excusedLowers(facts),
    tools: toolPaths(host),
    dockerHost: dockerSocket === null ? 'unix:///var/run/docker.sock' : `unix://${dockerSocket}`,
    runRoots: [...keptPlaces(host ?? { id: unknownPlatform, tools: {} }).runRoots],
    lockRoots: ['/run', '/var/run'],
  };
}

function toolPaths(host: PlatformFacts | null): Record<string, string> {
  return Object.fromEntries(Object.entries(host?.tools ?? {}).map(([name, tool]) => [name, tool.path]));
}
