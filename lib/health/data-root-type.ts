import type { HostFacts } from '../domain/host-facts.ts';
import { dataRootMount } from './mounts.ts';
import { dataRootFilesystem } from './subjects.ts';

export interface DataRootType {
  type: string;
  source: string | null;
  mountPoint: string | null;
  /** the command that shows it */
  how: string;
}

/** The filesystem type of the data root from the best source: the mount table, df, the directory itself, last the engine. */
export function dataRootType(facts: HostFacts): DataRootType | null {
  const { dataRoot, engine } = facts.sections;
  const mount = dataRootMount(facts);
  if (mount) {
    return { type: mount.type, source: mount.source, mountPoint: mount.mountPoint, how: 'cat /proc/self/mountinfo' };
  }
  const filesystem = dataRootFilesystem(facts);
  if (filesystem && filesystem.type !== '') {
    return { type: filesystem.type, source: filesystem.source, mountPoint: filesystem.mountPoint, how: 'df -T' };
  }
  if (dataRoot.state === 'known' && dataRoot.value.filesystemType !== '') {
    return {
      type: dataRoot.value.filesystemType,
      source: null,
      mountPoint: null,
      how: `stat -f ${dataRoot.value.path}`,
    };
  }
  // devicemapper's “Backing Filesystem” is the one inside its devices.
  if (engine.state === 'known' && engine.value.backingFilesystem && engine.value.storageDriver !== 'devicemapper') {
    return { type: engine.value.backingFilesystem, source: null, mountPoint: null, how: 'docker info' };
  }
  return null;
}

const network =
  /^(?:nfs\d?|cifs|smb\d?|smbfs|ceph|9p|virtiofs|afs|lustre|gpfs|glusterfs|beegfs|ocfs2|gfs2?|fuse(?:blk|\..*)?|shfs|sshfs|s3fs)$/i;

/** Filesystems a data root must not be on: shared, remote, or through FUSE. */
export function isNetworkOrFuse(type: string): boolean {
  return network.test(type);
}

/**
 * For `absent`: without the section the data root's type decides. Where the section was read, it decides (an image on btrfs below a
 * data root on ext4). Log lines count on any filesystem.
 */
export function unlessOnBtrfs(section: 'btrfs' | 'btrfsUsage' | 'btrfsHealth'): (facts: HostFacts) => string | null {
  return (facts) => {
    const { mounts, logLines } = facts.sections;
    if (facts.sections[section].state === 'known' || logLines.state === 'known') return null;
    if (mounts.state === 'known' && mounts.value.some((mount) => mount.type === 'btrfs')) return null;
    const root = dataRootType(facts);
    const isOther = root !== null && root.type !== '' && root.type !== '<unknown>' && root.type !== 'btrfs';
    return isOther ? `The data root is on ${root.type}.` : null;
  };
}

/** For `absent`, of what only Docker's own files on btrfs can have. */
export function withoutBtrfs({ sections: { btrfs } }: HostFacts): string | null {
  return btrfs.state === 'known' && btrfs.value.length === 0 ? 'Docker’s files are not on btrfs.' : null;
}
