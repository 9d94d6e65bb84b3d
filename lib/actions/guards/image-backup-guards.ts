import { formatBytes } from '../../domain/bytes.ts';
import { filesystemOfDataRoot } from '../../domain/data-root-filesystem.ts';
import { valueOr } from '../../domain/fact.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { ImageArchive } from '../../domain/image-backup.ts';
import type { Verdict } from '../../domain/plan.ts';
import type { FilesystemUsage } from '../../domain/storage-facts.ts';
import { imagesToSave } from '../../facts/views/images-to-save.ts';
import { isSameFilesystem, suggestedFolders, targetOf } from '../../facts/views/migration/setup.ts';
import { isAtOrBelow } from '../../facts/views/paths.ts';
import { type Guard, notKnown, pass, refuse } from './guard.ts';
import { systemFolders, unmountedVerdict } from './move-target.ts';

/** What stays free on every disk that is written to. */
const staysFree = 64 * 2 ** 20;

/** Where archives of images are to lie: a new folder of root's alone, on a local disk, outside Docker's own. */
export const backupTarget: Guard<{ folder: string }> = {
  id: 'backup-target',
  about:
    'The archives go into a new folder on a local filesystem, outside Docker’s data root, that root alone can read.',
  recheck: 'judge_backup_folder',
  check({ facts }, { folder }) {
    const { dataRoot, mounts, moveTargets, bootConfiguration } = facts.sections;
    for (const section of [dataRoot, mounts, moveTargets, bootConfiguration])
      if (section.state === 'unknown')
        return notKnown(`Where images could be saved could not be read (${section.detail})`);
    if (dataRoot.state === 'unknown') return notKnown(dataRoot.detail);
    if (folder === '') return refuse(unnamed(facts));
    if (isAtOrBelow(folder, dataRoot.value.path)) return refuse(`${folder} is inside Docker’s data root.`);
    if (isAtOrBelow(dataRoot.value.path, folder))
      return refuse(`Docker’s data root ${dataRoot.value.path} is inside ${folder}.`);
    if (systemFolders.test(folder)) return refuse(`${folder} belongs to the system. Choose a folder on a data disk.`);
    return unmountedVerdict(folder, facts) ?? placeVerdict(folder, facts);
  },
};

function unnamed(facts: HostFacts): string {
  const [first] = suggestedFolders(facts, 'docker-images');
  return first === undefined
    ? 'No local filesystem (ext4, xfs, btrfs) was found that images could be saved on.'
    : `Name a folder that does not exist yet, for example folder=${first.path}.`;
}

function placeVerdict(folder: string, facts: HostFacts): Verdict {
  const found = targetOf(folder, facts);
  if (found === null) return notKnown('Which filesystem the folder is on could not be determined.');
  const { mount, target } = found;
  if (target === null)
    return refuse(
      `${mount.mountPoint} is ${mount.type}. Images are saved on a local ext4, xfs or btrfs that can be written to.`,
    );
  if (target.unsafe !== null)
    return refuse(
      `Users other than root could write to the folders above ${folder}: ${target.unsafe}. What is loaded from there later must be what was saved.`,
    );
  return pass(`${folder} is on ${mount.mountPoint} (${mount.type}, ${formatBytes(target.freeBytes)} free).`);
}

/** All that is saved together. */
export const roomForBackup: Guard<{ folder: string; bytes: number }> = {
  id: 'room-for-backup',
  about: 'The disk of the folder has room for all images, counted as if they shared nothing.',
  recheck: 'judge_free',
  check({ facts }, { folder, bytes }) {
    const target = targetOf(folder, facts)?.target ?? null;
    if (target === null) return notKnown('How much is free at the folder is unknown.');
    const said = `up to ${formatBytes(bytes)} are needed, ${formatBytes(target.freeBytes)} are free`;
    return target.freeBytes < bytes + staysFree
      ? refuse(`On the disk of ${folder} ${said}. Choose a larger disk, or remove images that you do not need first.`)
      : pass(`On the disk of ${folder} ${said}.`);
  },
};

function dockersDisk({ sections: { filesystems } }: HostFacts): FilesystemUsage | undefined {
  return filesystemOfDataRoot(valueOr(filesystems, []));
}

/**
 * Docker up to its containerd store writes an archive into its data root before it hands it out.
 * @returns how large one archive may be; null: any size; unknown where the free space is
 */
export function roomForArchive(facts: HostFacts, folder: string, allBytes: number): number | null | 'unknown' {
  const { engine } = facts.sections;
  const home = dockersDisk(facts);
  if (engine.state === 'unknown' || facts.sections.filesystems.state === 'unknown') return 'unknown';
  if (engine.value.imageStore === 'containerd') return null;
  if (home === undefined) return 'unknown';
  const target = targetOf(folder, facts)?.target ?? null;
  const taken = target !== null && isSameFilesystem(target, facts) ? allBytes : 0;
  return Math.max(0, home.freeBytes - staysFree - taken);
}

/** One image by itself. */
export const roomToSave: Guard<{ bytes: number; room: ReturnType<typeof roomForArchive> }> = {
  id: 'room-to-save',
  about: 'Docker’s own disk has room for the archive, which Docker writes there first.',
  recheck: 'judge_free',
  check(_, { bytes, room }) {
    if (room === 'unknown') return notKnown('How much is free on Docker’s disk is unknown. Scan again.');
    if (room === null) return pass('This Docker hands an archive out as it makes it.');
    return bytes > room
      ? refuse(
          `Docker would write ${formatBytes(bytes)} into its data root first, and ${formatBytes(room)} can be used there. Free some space first.`,
        )
      : pass(`${formatBytes(room)} can be used on Docker’s disk while it is saved.`);
  },
};

/** There is something to save, and what Docker has is known. */
export const imagesListed: Guard<{ images: 'own' | 'all' }> = {
  id: 'images-listed',
  about: 'Docker’s images and what uses them are known.',
  recheck: 'judge_names',
  check({ facts }, { images }) {
    const found = imagesToSave(facts, images);
    if (found.state === 'unknown') return notKnown(`Docker’s images are unknown (${found.detail})`);
    const { toSave, pullable } = found.value;
    if (toSave.length > 0) return pass(`${toSave.length} of Docker’s images are saved.`);
    return refuse(
      pullable.length > 0
        ? `All ${pullable.length} images came from a registry and can be pulled again. To save them all the same, choose images=all.`
        : 'Docker has no images to save.',
    );
  },
};

/** A name that means another image by now would be taken from it. */
export const namesFree: Guard<ImageArchive> = {
  id: 'names-free',
  about: 'No name in the archive belongs to another image now.',
  recheck: 'judge_loaded',
  check({ facts }, { images: saved }) {
    const { images } = facts.sections;
    if (images.state === 'unknown') return notKnown(`Docker’s images are unknown (${images.detail})`);
    for (const { id, references } of saved) {
      const other = images.value.find(
        (each) => each.id !== id && each.repoTags.some((tag) => references.includes(tag)),
      );
      const taken = other?.repoTags.find((tag) => references.includes(tag));
      if (taken !== undefined)
        return refuse(
          `${taken} is another image now, and loading would take the name from it. Give that one another name first (docker tag).`,
        );
    }
    return pass('None of its names belongs to another image.');
  },
};

/** Docker unpacks an archive into its data root and then takes the layers out of it. */
export const roomToLoad: Guard<{ bytes: number }> = {
  id: 'room-to-load',
  about: 'Docker’s disk has room for twice the archive.',
  recheck: 'judge_free',
  check({ facts }, { bytes }) {
    const home = dockersDisk(facts);
    if (home === undefined) return notKnown('How much is free on Docker’s disk is unknown. Scan again.');
    const said = `${formatBytes(bytes * 2)} are needed on Docker’s disk while it is loaded, ${formatBytes(home.freeBytes)} are free.`;
    return home.freeBytes < bytes * 2 + staysFree ? refuse(`${said} Free some space first.`) : pass(said);
  },
};

/** Which of the backups on this host is meant. */
export const backupKnown: Guard<{ backup: string }> = {
  id: 'backup-known',
  about: 'The backup was made by Bilge on this host, and its list is there.',
  recheck: null,
  check({ facts }, { backup }) {
    const { imageBackups } = facts.sections;
    if (imageBackups.state === 'unknown')
      return notKnown(`Which images were saved on this host could not be read (${imageBackups.detail})`);
    const all = imageBackups.value;
    if (all.length === 0)
      return refuse(
        'Bilge has saved no images on this host. Archives of another host are loaded by hand: docker load -i FILE.',
      );
    if (backup === '') return refuse(`Name the backup, for example backup=${all.at(-1)?.runId}.`);
    const found = all.find(({ runId }) => runId === backup);
    if (found === undefined) return refuse(`There is no backup ${backup} on this host.`);
    return found.archives.length === 0
      ? refuse(`The backup in ${found.folder} holds no archive: it was cut off before one was whole.`)
      : pass(`Saved at ${found.at} in ${found.folder}.`);
  },
};
