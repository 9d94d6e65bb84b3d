import type { PlanInput } from '../domain/action.ts';
import { valueOr } from '../domain/fact.ts';
import type { PlanSite } from '../domain/plan.ts';
import type { PlatformFacts } from '../domain/platform-facts.ts';
import { excusedLowers } from '../facts/views/ownership/excused-lowers.ts';

/** What the script is told about the host: taken from the facts of the plan, absolute, never guessed at run time. */
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
    platform: host?.id ?? 'generic-linux',
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
    runRoots: host === null ? ['/var/lib/bilge'] : runRootsOf(host),
    lockRoots: ['/run', '/var/run'],
  };
}

function toolPaths(host: PlatformFacts | null): Record<string, string> {
  return Object.fromEntries(Object.entries(host?.tools ?? {}).map(([name, tool]) => [name, tool.path]));
}

/** Where /var lies in memory (QNAP, Unraid) the vendor's persistent place comes first, or a reboot would lose the journal. */
export function runRootsOf({ id, tools }: Pick<PlatformFacts, 'id' | 'tools'>): string[] {
  switch (id) {
    case 'qnap': {
      // The volume that Container Station lies on; its docker is only among the tools where nobody else can write there.
      const volume = /^(\/share\/[^/]+)\/\.qpkg\/container-station\/bin\/docker$/.exec(tools.docker?.path ?? '')?.[1];
      return [...(volume === undefined ? [] : [`${volume}/.bilge`]), '/var/lib/bilge'];
    }
    case 'unraid':
      return ['/boot/config/plugins/bilge', '/var/lib/bilge'];
    case 'truenas-scale':
      return ['/var/lib/bilge', '/root/.bilge'];
    default:
      return ['/var/lib/bilge'];
  }
}
