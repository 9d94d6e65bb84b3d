import type { QuarantineEntry } from '../domain/layer-facts.ts';
import { change, type DemoCopy, freed, layerBytes, lists, mapSubvolumes, withoutDirectories } from './copy.ts';
import type { DemoRecording } from './recording.ts';

/** What quarantine, purge and restore do to a copy: the same places, names and notes as on a host (quarantine.sh). */
const aside = '.set-aside';
const folder = '.bilge-quarantine';

export interface AsideNote {
  runId: string;
  at: string;
  purgeAfter: string | null;
}

export function setAside(copy: DemoCopy, name: string, note: AsideNote): DemoCopy {
  const { driverDirectories, btrfs } = copy.sections;
  if (driverDirectories.state === 'unknown') return copy;
  const { driver, path, entries, links } = driverDirectories.value;
  const entry = entries.find((each) => each.name === name);
  if (entry === undefined) return copy;
  const subvolume =
    btrfs.state === 'known'
      ? btrfs.value.flatMap((each) => each.subvolumes).find((each) => each.path.endsWith(`/${name}`))
      : undefined;
  const link = Object.entries(links).find(([, target]) => target === name)?.[0] ?? '';
  const moved: QuarantineEntry = {
    entry: `${name}${aside}`,
    driver,
    path: `${quarantineFolder(driver, path)}/${name}${aside}`,
    originalName: name,
    device: entry.device,
    inode: entry.inode,
    note: {
      name,
      driver,
      run: note.runId,
      at: note.at,
      ...(note.purgeAfter === null ? {} : { purgeAfter: note.purgeAfter }),
      inode: String(entry.inode),
      birth: String(entry.birthSeconds ?? ''),
      link,
      subvolume: String(subvolume?.id ?? ''),
      uuid: subvolume?.uuid ?? '',
    },
  };
  const withSubvolumes = renamed(copy, `subvolumes/${name}`, `${folder}/${name}${aside}`);
  return change(withoutDirectories(withSubvolumes, new Set([name])), 'quarantine', (all) => [...all, moved]);
}

export function liesAside(copy: DemoCopy, name: string): boolean {
  return lists(copy.sections.quarantine, ({ originalName }) => originalName === name);
}

/** To where the recording had it. */
export function putBack(copy: DemoCopy, name: string, recording: DemoRecording): DemoCopy {
  const recorded = recording.facts.sections.driverDirectories;
  const entry =
    recorded.state === 'known' ? recorded.value.entries.find((candidate) => candidate.name === name) : undefined;
  if (recorded.state === 'unknown' || entry === undefined) return copy;
  const links = Object.entries(recorded.value.links).filter(([, target]) => target === name);
  const withEntry = change(copy, 'driverDirectories', (listing) => ({
    ...listing,
    entries: [...listing.entries, entry],
    links: { ...listing.links, ...Object.fromEntries(links) },
  }));
  return withoutEntry(renamed(withEntry, `${folder}/${name}${aside}`, `subvolumes/${name}`), name);
}

export function purge(copy: DemoCopy, name: string, recording: DemoRecording): DemoCopy {
  const gone = mapSubvolumes(copy, (each) => (each.path.includes(`${folder}/${name}${aside}`) ? [] : [each]));
  return freed(withoutEntry(gone, name), layerBytes(recording, name));
}

function withoutEntry(copy: DemoCopy, name: string): DemoCopy {
  return change(copy, 'quarantine', (all) => all.filter(({ originalName }) => originalName !== name));
}

/** btrfs keeps the layers one folder deeper, and only layers may be in that folder. */
function quarantineFolder(driver: string, directory: string): string {
  const home = driver === 'btrfs' || driver === 'vfs' ? directory.replace(/\/[^/]+$/, '') : directory;
  return `${home}/${folder}`;
}

function renamed(copy: DemoCopy, from: string, to: string): DemoCopy {
  return mapSubvolumes(copy, (each) => [
    {
      ...each,
      path: each.path.replace(from, to),
      hostPath: each.hostPath === null ? null : each.hostPath.replace(from, to),
    },
  ]);
}
