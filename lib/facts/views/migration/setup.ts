import { type Fact, known, unknown } from '../../../domain/fact.ts';
import type { LoopDevice } from '../../../domain/health-facts.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import { isCutOff, type Migration, type MoveTarget } from '../../../domain/migration.ts';
import type { MountEntry } from '../../../domain/storage-facts.ts';
import { isNetworkType } from '../../parsers/kernel/filesystems.ts';
import { isAtOrBelow, locate } from '../paths.ts';

/** What planning a migration reads from the facts more than once. Pure. */

/** Docker can keep overlay2 layers there. */
export const targetTypes: ReadonlySet<string> = new Set(['ext4', 'xfs', 'btrfs']);

const names = ['docker', 'docker-data', 'docker-data-2', 'docker-data-3'];
const mostSuggested = 4;
const gib = 2 ** 30;

/** A folder that does not exist yet on each filesystem that could take the data root, most room first. */
export function suggestedTargets(facts: HostFacts): { path: string; target: MoveTarget }[] {
  const { moveTargets, dataRoot } = facts.sections;
  if (moveTargets.state === 'unknown' || dataRoot.state === 'unknown') return [];
  const used = neededBytes(facts);
  const atLeast = used.state === 'known' ? used.value : 0;
  return moveTargets.value
    .filter((target) => isOffered(target, facts) && target.freeBytes > atLeast)
    .sort((one, other) => other.freeBytes - one.freeBytes)
    .slice(0, mostSuggested)
    .flatMap((target) => {
      const name = names.find((each) => !target.taken.includes(each));
      return name === undefined ? [] : [{ path: `${folderOn(target)}/${name}`, target }];
    });
}

/** The system's own disk keeps data in /srv. */
const folderOn = ({ mountPoint }: Pick<MoveTarget, 'mountPoint'>): string => (mountPoint === '/' ? '/srv' : mountPoint);

/** A new folder on each disk that could keep other data than Docker's, those that Docker is not on first; most room first. */
export function suggestedFolders(facts: HostFacts, name: string): { path: string; target: MoveTarget }[] {
  const { moveTargets } = facts.sections;
  if (moveTargets.state === 'unknown') return [];
  const isDockers = (target: MoveTarget) => (isSameFilesystem(target, facts) ? 1 : 0);
  return moveTargets.value
    .filter((target) => isPlace(target, facts))
    .sort((one, other) => isDockers(one) - isDockers(other) || other.freeBytes - one.freeBytes)
    .slice(0, mostSuggested)
    .flatMap((target) => {
      const free = [name, ...[2, 3, 4, 5, 6, 7, 8, 9].map((number) => `${name}-${number}`)].find(
        (each) => !target.taken.includes(each),
      );
      return free === undefined ? [] : [{ path: `${folderOn(target)}/${free}`, target }];
    });
}

function isOffered(target: MoveTarget, facts: HostFacts): boolean {
  return isPlace(target, facts) && !isSameFilesystem(target, facts);
}

function isPlace(target: MoveTarget, facts: HostFacts): boolean {
  const { dataRoot } = facts.sections;
  if (dataRoot.state === 'unknown' || target.unsafe !== null || !/^[A-Za-z0-9_./-]+$/.test(target.mountPoint))
    return false;
  if (isAtOrBelow(target.mountPoint, dataRoot.value.path)) return false;
  return isMountedAtBoot(target.mountPoint, facts) === true;
}

export function isSameFilesystem(target: MoveTarget, { sections }: HostFacts): boolean {
  const { dataRoot, mounts } = sections;
  if (dataRoot.state === 'unknown' || mounts.state === 'unknown') return false;
  const mount = locate(dataRoot.value.path, mounts.value)?.mount;
  return mount !== undefined && (mount.device === target.device || mount.source === target.source);
}

/** The filesystem that a path lies on, or would. Null: it is none that is listed (network, in memory …). */
export function targetOf(
  path: string,
  { sections }: HostFacts,
): { mount: MountEntry; isNetwork: boolean; target: MoveTarget | null } | null {
  const { mounts, moveTargets } = sections;
  if (mounts.state === 'unknown' || moveTargets.state === 'unknown') return null;
  const mount = locate(path, mounts.value)?.mount;
  if (mount === undefined) return null;
  const target =
    moveTargets.value.find(({ mountPoint }) => mountPoint === mount.mountPoint) ??
    moveTargets.value.find(({ device, source }) => device === mount.device && source === mount.source) ??
    null;
  return { mount, isNetwork: isNetworkType(mount.type), target };
}

/** Where a line of /etc/fstab mounts, as the mount table writes it. */
export function bootPoint({ mountPoint }: { mountPoint: string }): string {
  return mountPoint.replace(/(.)\/$/, '$1');
}

/** Null where /etc/fstab is unknown. `/` always is. */
export function isMountedAtBoot(mountPoint: string, { sections: { bootConfiguration } }: HostFacts): boolean | null {
  if (mountPoint === '/') return true;
  if (bootConfiguration.state === 'unknown') return null;
  return bootConfiguration.value.fstab.some(
    (entry) => bootPoint(entry) === mountPoint && !entry.options.includes('noauto'),
  );
}

/** What the data root holds; an upper bound where it has a filesystem of its own. The run measures it before it copies. */
export function neededBytes({ sections }: HostFacts): Fact<number> {
  const { dataRoot, filesystems } = sections;
  if (dataRoot.state === 'unknown') return dataRoot;
  if (filesystems.state === 'unknown') return filesystems;
  const own = filesystems.value.find(({ mountPoint }) => mountPoint === dataRoot.value.path);
  return own === undefined
    ? unknown('not-collected', 'The data root shares its filesystem, so the run measures it before it copies.')
    : known(own.usedBytes);
}

export interface DockerImage {
  loop: LoopDevice;
  mountPoint: string;
  type: string;
}

/** The filesystem in a file that the data root lies on; null: it lies on none. */
export function imageBelowDocker({ sections }: HostFacts): Fact<DockerImage | null> {
  const { dataRoot, mounts, loopDevices } = sections;
  for (const section of [dataRoot, mounts, loopDevices]) if (section.state === 'unknown') return section;
  if (dataRoot.state === 'unknown' || mounts.state === 'unknown' || loopDevices.state === 'unknown') return known(null);
  const mount = locate(dataRoot.value.path, mounts.value)?.mount;
  const loop = loopDevices.value.find(({ device }) => device === mount?.source);
  return known(
    mount === undefined || loop === undefined ? null : { loop, mountPoint: mount.mountPoint, type: mount.type },
  );
}

/** Where the image is mounted, which is where Docker's data root is then: beside it, without its ending. */
export function mountOfImage(image: string): string {
  return image.replace(/\.img$/, '');
}

/** An image on each disk that has room for one: twice what Docker holds, and at most half of what is free. */
export function suggestedImages(facts: HostFacts): { image: string; size: string }[] {
  const { moveTargets } = facts.sections;
  if (moveTargets.state === 'unknown') return [];
  const needed = neededBytes(facts);
  return moveTargets.value
    .filter((target) => isPlace(target, facts))
    .sort((one, other) => other.freeBytes - one.freeBytes)
    .slice(0, mostSuggested)
    .flatMap(({ mountPoint, freeBytes, taken }) => {
      const most = Math.floor(freeBytes / 2 / gib);
      const wanted = needed.state === 'known' ? Math.max(2, Math.ceil((needed.value * 2) / gib)) : most;
      const size = Math.min(most, wanted);
      const isEnough = needed.state === 'unknown' || size * gib > needed.value * 1.2;
      const name = names.find((each) => !taken.includes(each) && !taken.includes(`${each}.img`));
      return size >= 2 && isEnough && name !== undefined
        ? [{ image: `${folderOn({ mountPoint })}/${name}.img`, size: `${size}G` }]
        : [];
    });
}

/** The migration that a person has to decide about. At most one exists; a record that is cut off comes first. */
export function currentMigration({ sections: { migrations } }: HostFacts): Migration | null {
  if (migrations.state === 'unknown') return null;
  return migrations.value.find(isCutOff) ?? migrations.value[0] ?? null;
}

/** The data root that Docker uses now, resolved; null while it does not answer. */
export function rootInUse({ sections: { engine, dataRoot } }: HostFacts): string | null {
  if (engine.state === 'unknown') return null;
  return dataRoot.state === 'known' && dataRoot.value.requestedPath === engine.value.dataRoot
    ? dataRoot.value.path
    : engine.value.dataRoot;
}
