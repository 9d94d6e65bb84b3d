import { filesystemOfDataRoot } from '../../../domain/data-root-filesystem.ts';
import { known, mapFact, valueOr } from '../../../domain/fact.ts';
import { leakKindWords, leakStateWords } from '../../../domain/leak-words.ts';
import { quarantineSize } from '../rows/quarantine-rows.ts';
import { containerdObjects } from './containerd-objects.ts';
import {
  type KnownObject,
  momentOf,
  namesOf,
  naming,
  noSize,
  reported,
  type Searched,
  type WhoisInput,
} from './known-object.ts';

/** What Docker does not name: quarantine, containerd's store, other data roots, leaks that are no layer. */
export function otherObjects(input: WhoisInput): Searched[] {
  return [
    quarantineObjects(input),
    ...containerdObjects(input),
    leakObjects(input),
    ownRoot(input),
    dataRootObjects(input),
    hiddenObjects(input),
    snapshotObjects(input),
    deletedObjects(input),
  ];
}

function quarantineObjects({ facts, report, sizes }: WhoisInput): Searched {
  const { driverDirectories } = facts.sections;
  const home = driverDirectories.state === 'known' ? driverDirectories.value.path : null;
  const present = new Set(report.layers.map(({ name }) => name));
  const objects = mapFact(facts.sections.quarantine, (all) =>
    all.map((each): KnownObject => {
      const { entry, path, originalName, note } = each;
      const size = quarantineSize(each, sizes);
      // Docker may have made a new directory of that name meanwhile: then the old path is the new one's.
      const was = home === null || present.has(originalName) ? [] : [`${home}/${originalName}`];
      return {
        kind: 'quarantine-entry',
        id: entry,
        label: originalName,
        path,
        names: [entry, originalName],
        paths: [path, ...was],
        owner: 'Bilge’s quarantine',
        why: `Quarantined by ${note.run ? `run ${note.run}` : 'an earlier run'}${momentOf(note.at) ? ` on ${momentOf(note.at)}` : ''}: it was proven leaked.`,
        bytes: size === null ? noSize : known(size.bytes),
        freedBy: momentOf(note.purgeAfter)
          ? `Purged on ${momentOf(note.purgeAfter)}, or now. Until then it can be restored.`
          : 'Purging it. Until then it can be restored.',
        remedies: [
          ...naming('restore-quarantine', 'entries', [entry]),
          ...naming('purge-quarantine', 'entries', [entry]),
        ],
      };
    }),
  );
  return { what: 'quarantine entries', objects };
}

/** Leaks that are neither a layer nor a volume; those are found under their own kind. */
function leakObjects(input: WhoisInput): Searched {
  const layers = new Set(input.report.layers.map(({ name }) => name));
  const objects = mapFact(reported(input, 'leaks', input.report.leaks), (leaks) =>
    leaks
      .filter(
        ({ kind, name }) =>
          kind === 'abandoned-store' ||
          (kind !== 'nested-docker-root' && kind !== 'containerd-lease' && !layers.has(name)),
      )
      .map((leak): KnownObject => {
        const isStore = leak.kind === 'abandoned-store';
        const hidden = leak.hides?.containers ?? [];
        return {
          kind: isStore ? 'abandoned-store' : 'layer',
          id: leak.name,
          label: leak.name,
          path: leak.path,
          names: isStore ? [] : [leak.name],
          paths: [leak.path],
          owner: isStore ? `the storage driver ${leak.name}, which Docker no longer uses` : 'unreferenced',
          why: isStore
            ? `Images and containers made with ${leak.name}${hidden.length > 0 ? `; it hides ${namesOf(hidden)}` : ''}. Never garbage: they return with that driver.`
            : `It is: ${leakKindWords[leak.kind]}.`,
          bytes: leak.bytes,
          freedBy: isStore
            ? `Removing the store ${leak.name}, with everything in it. It cannot be restored.`
            : leak.state === 'orphan'
              ? 'Quarantine it (can be restored), or delete it now.'
              : leakStateWords[leak.state].about,
          remedies:
            isStore || leak.state !== 'orphan'
              ? []
              : naming('remove-leaked-layers', 'names', [leak.name], { mode: 'quarantine' }),
        };
      }),
  );
  return { what: 'leaks', objects };
}

function dataRootObjects(input: WhoisInput): Searched {
  const objects = mapFact(reported(input, 'otherDataRoots', input.report.otherDataRoots), (roots) =>
    roots.map(
      ({ path, usedBy, containers, volumes, bytes }): KnownObject => ({
        kind: 'data-root',
        id: path,
        label: path,
        path,
        names: [],
        paths: [path],
        owner: usedBy === null ? 'no running Docker daemon' : `the Docker daemon with process ${usedBy.pid}`,
        why: `A second Docker data root: ${containers.length} containers and ${volumes.length} volumes lie in it. Its volumes may be the only copy of something.`,
        bytes,
        freedBy:
          usedBy === null
            ? 'Deleting this data root, after looking into it. It cannot be restored.'
            : 'Nothing while that daemon uses it.',
        remedies: [],
      }),
    ),
  );
  return { what: 'other data roots', objects };
}

/**
 * Docker's own data root, and the filesystem that holds it. Only their very paths: what lies below them belongs to something more
 * particular, or to no object of the scan.
 */
function ownRoot(input: WhoisInput): Searched {
  const objects = mapFact(input.facts.sections.dataRoot, ({ path }): KnownObject[] => {
    const { filesystems } = input.facts.sections;
    const home = filesystemOfDataRoot(valueOr(filesystems, []));
    const root: KnownObject = {
      kind: 'data-root',
      id: path,
      label: path,
      path,
      names: [path],
      paths: [],
      owner: 'the Docker daemon of this host',
      why: 'The data root of Docker: its images, containers, volumes and build cache lie in it.',
      bytes: noSize,
      freedBy: 'Nothing as a whole. What in it can be freed is on the page of this host.',
      remedies: [],
    };
    if (home === undefined || home.mountPoint === path) return [root];
    const { mountPoint, type, usedBytes } = home;
    const filesystem: KnownObject = {
      ...root,
      id: mountPoint,
      label: mountPoint,
      path: mountPoint,
      names: [mountPoint],
      owner: 'this host',
      why: `The ${type} filesystem that holds Docker’s data root ${path}, and whatever else lies on it.`,
      bytes: known(usedBytes),
    };
    return [root, filesystem];
  });
  return { what: 'Docker’s data root', objects };
}

function hiddenObjects(input: WhoisInput): Searched {
  const objects = mapFact(reported(input, 'hiddenData', input.report.hiddenData), (rows) =>
    rows.map(
      ({ mountPoint, entries, bytes }): KnownObject => ({
        kind: 'hidden-data',
        id: mountPoint,
        label: mountPoint,
        path: mountPoint,
        // Only the mount point itself: what lies below it belongs to the file system that is mounted there.
        names: [mountPoint],
        paths: [],
        owner: 'whatever wrote here before the mount',
        why: `Data lies under the mount point ${mountPoint} and is covered by what is mounted there: ${namesOf(entries)}.`,
        bytes,
        freedBy: 'Unmount it and look below, by hand.',
        remedies: [],
      }),
    ),
  );
  return { what: 'hidden data', objects };
}

function snapshotObjects(input: WhoisInput): Searched {
  return {
    what: 'snapshots that pin Docker’s space',
    objects: mapFact(reported(input, 'subvolumes', input.report.pinningSnapshots), (rows) =>
      rows.map(
        ({ path, uuid, label }): KnownObject => ({
          kind: 'snapshot',
          id: uuid,
          label: path,
          path: null,
          names: [uuid, path],
          paths: path.startsWith('/') ? [path] : [],
          owner: label,
          why: 'A snapshot of the host: it keeps what Docker deleted since it was taken.',
          bytes: noSize,
          freedBy: 'Deleting the snapshot with the program that made it.',
          remedies: [],
        }),
      ),
    ),
  };
}

function deletedObjects(input: WhoisInput): Searched {
  const objects = mapFact(reported(input, 'deletedFiles', input.report.deletedFiles), (files) =>
    files.flatMap(({ path, bytes, holders, count }): KnownObject[] => {
      if (path === null || count > 1) return [];
      const by = holders.map(({ container, command, pid }) => container?.name ?? `${command} (process ${pid})`);
      return [
        {
          kind: 'deleted-file',
          id: path,
          label: path,
          path,
          names: [path],
          paths: [],
          owner: namesOf(by),
          why: 'A deleted file that is still open: its space is freed when it is closed.',
          bytes: known(bytes),
          freedBy: `Restart ${namesOf(by)}.`,
          remedies: [],
        },
      ];
    }),
  );
  return { what: 'deleted files that are still open', objects };
}
