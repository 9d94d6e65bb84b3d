import { allKnown, type Fact, known, unknown } from '../../../domain/fact.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { OtherDataRoot } from '../../../domain/storage-facts.ts';
import type { HiddenDataRow, OtherDataRootRow } from '../../../domain/storage-report.ts';
import { isNetworkType } from '../../parsers/kernel/filesystems.ts';
import { filesystemOf } from '../ledger/filesystem-of.ts';
import type { Sizes } from './leak.ts';

/**
 * Data roots beside the Engine's own. One that no dockerd of this machine uses is unused, and never garbage: it holds containers and
 * volumes that Docker does not show. Which daemon uses which root is told by device and inode of what each really has open; where
 * that is not known of one of them, nothing is called unused.
 */
export function otherDataRoots(facts: HostFacts, sizes: Sizes): Fact<OtherDataRootRow[]> {
  const { otherDataRoots: roots, daemonProcesses, engine, filesystems, mounts } = facts.sections;
  const all = allKnown(roots, daemonProcesses, filesystems, mounts);
  if (all.state === 'unknown') return all;
  // Without its word the root that is "the Engine's own" was only guessed, and the true one would be among the others.
  if (engine.state === 'unknown') return engine;
  const [found, { daemons }, usages, table] = all.value;
  const blind = daemons.find(({ dataRootIdentity }) => dataRootIdentity === null);
  if (found.length > 0 && blind !== undefined) {
    return unknown('unparseable', `Which data root the Docker daemon of process ${blind.pid} uses could not be read.`);
  }
  return known(
    found.map((root): OtherDataRootRow => {
      const identity = rootIdentity(root);
      const user = daemons.find((each) => each.dataRootIdentity === identity || each.dataRoot === root.path);
      const { path, isMountPoint, filesystemType, drivers, containers, volumes, contentsDigest } = root;
      return {
        path,
        identity,
        usedBy: user === undefined ? null : { pid: user.pid },
        isMountPoint,
        filesystemType,
        isNetwork: isNetworkType(filesystemType),
        filesystem: filesystemOf(path, usages, table)?.id ?? null,
        bytes: sizes.of('other-data-root', path, identity),
        drivers,
        containers: containers.map(({ id, name }) => name ?? id.slice(0, 12)),
        volumes,
        contentsDigest,
      };
    }),
  );
}

export function rootIdentity({ device, inode }: Pick<OtherDataRoot, 'device' | 'inode'>): string {
  return `${device}:${inode}`;
}

/** What lies below a mount point, where anything does. */
export function hiddenRows(facts: HostFacts, sizes: Sizes): Fact<HiddenDataRow[]> {
  const { hiddenData, filesystems } = facts.sections;
  if (hiddenData.state === 'unknown') return hiddenData;
  const usages = filesystems.state === 'known' ? filesystems.value : [];
  return known(
    hiddenData.value.places.flatMap((place): HiddenDataRow[] => {
      const entries = place.entries.filter(({ name }) => name !== 'lost+found');
      if (entries.length === 0) return [];
      const { mountPoint, above, device, contents } = place;
      return [
        {
          mountPoint,
          above,
          filesystem: usages.find((usage) => usage.device === device)?.id ?? null,
          entries: entries.map(({ name }) => name),
          isTruncated: place.isTruncated,
          // Files of the first level are known from the listing; folders only once they are measured.
          leastBytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
          bytes: sizes.of('hidden-data', mountPoint, null),
          dataRoot:
            contents === null
              ? null
              : {
                  drivers: contents.drivers,
                  containers: contents.containers.map(({ id, name }) => name ?? id.slice(0, 12)),
                  volumes: contents.volumes,
                },
        },
      ];
    }),
  );
}
