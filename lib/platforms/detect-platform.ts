import type { InitSystem, PlatformFacts, PlatformId } from '../domain/platform-facts.ts';
import genericLinux from './generic-linux.ts';
import type { Markers, Platform } from './platform.ts';
import { registry } from './registry.generated.ts';
import { type ServiceControl, serviceOfInit } from './service-control.ts';

/** The most particular first. */
export const byRank: readonly Platform[] = [...registry].sort((one, other) => one.rank - other.rank);

/** Files whose existence (and first 4 KiB, where they are read) decide the platform. */
export const markerFiles: readonly string[] = unique([
  '/etc/os-release',
  '/usr/lib/os-release',
  ...byRank.flatMap(({ markers }) => markers?.read ?? []),
]);

/** Their contents are not brought back. */
export const markerNames: readonly string[] = unique(byRank.flatMap(({ markers }) => markers?.named ?? []));

/** Whether a folder or a package that was left out may be the one with the docker client. */
export function isOfDockerClient(path: string): boolean {
  return /docker|^\/usr\/local\/s?bin$/.test(path) || byRank.some(({ marks }) => marks.client?.test(path) === true);
}

/** What starts Docker, by a file that says so: NAS systems have an init system too, whose docker service is not theirs. */
export const vendorStarters: readonly { file: string; words: string }[] = byRank.flatMap(
  ({ starter }) => starter ?? [],
);

export function detectPlatform(markers: Markers): Platform {
  return byRank.find((platform) => platform.detect(markers)) ?? genericLinux;
}

/** The vendor's own data root in which a path lies; null: in none that is known. */
export function ownDataRootOf(path: string): string | null {
  return byRank.map(({ marks }) => marks.ownDataRoot?.exec(path)?.[0]).find((root) => root !== undefined) ?? null;
}

/** How Docker is stopped and started on a host of this platform whose init system was seen. */
export function serviceOf(id: PlatformId, init: InitSystem): ServiceControl {
  const { service } = platformOf(id);
  return service === 'by-init' ? serviceOfInit(init) : service;
}

export function platformOf(id: PlatformId): Platform {
  return byRank.find((platform) => platform.id === id) ?? genericLinux;
}

/** Where a host of this platform keeps files, and where runs keep theirs. */
export function keptPlaces({
  id,
  tools,
}: Pick<PlatformFacts, 'id' | 'tools'>): Pick<Platform, 'persistentDirectory' | 'runRoots'> {
  const platform = platformOf(id);
  const { persistentDirectory, runRoots } = platform;
  const dockerPath = tools.docker?.path;
  return {
    persistentDirectory,
    runRoots,
    ...(dockerPath === undefined ? {} : platform.onDevice?.(dockerPath)),
  };
}

/** Everything any platform names, the most particular first: for a host of which nothing is known yet. */
export const knownPlaces = {
  configurationPaths: unique(byRank.flatMap((platform) => platform.daemonConfigurationPaths)),
  dataRoots: unique(byRank.flatMap((platform) => platform.dataRoots)),
  dockerPaths: unique(byRank.flatMap((platform) => platform.dockerPaths)),
  runRoots: unique(byRank.flatMap((platform) => platform.runRoots)),
} as const;

/** Where another data root may lie that no engine uses any more; shell patterns. */
export const formerDataRoots: readonly string[] = unique(
  byRank.flatMap((platform) => [...platform.dataRoots, ...(platform.formerDataRoots ?? [])]),
);

/** Names of the vendors' own tools. */
export const vendorTools: readonly string[] = unique(byRank.flatMap(({ tools }) => tools ?? []));

/** What Docker's service is called in the journal, in any packaging. */
export const journalUnits: readonly string[] = [
  'docker.service',
  ...byRank.flatMap((platform) => platform.journalUnits ?? []),
  'snap.docker.dockerd.service',
];

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
