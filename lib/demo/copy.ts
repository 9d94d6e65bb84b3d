import { holdsDataRoot } from '../domain/data-root-filesystem.ts';
import { type Fact, mapFact } from '../domain/fact.ts';
import type { FactSections, HostFacts, SectionId } from '../domain/host-facts.ts';
import type { Measurement } from '../domain/measurement.ts';
import type { BtrfsSubvolume } from '../domain/storage-facts.ts';
import type { DemoRecording } from './recording.ts';

/** The simulated copy of a recorded host. Values in, values out: nothing here touches a recording. */
export type DemoCopy = HostFacts;

/** What is unknown in the recording stays unknown. */
export function change<K extends SectionId>(
  copy: DemoCopy,
  section: K,
  how: (value: FactSections[K]) => FactSections[K],
): DemoCopy {
  return { ...copy, sections: { ...copy.sections, [section]: mapFact(copy.sections[section], how) } };
}

/** Does a section that is a list have such an item? */
export function lists<T>(section: Fact<readonly T[]>, is: (one: T) => boolean): boolean {
  return section.state === 'known' && section.value.some(is);
}

export function hasDirectory(copy: DemoCopy, name: string): boolean {
  const { driverDirectories } = copy.sections;
  return driverDirectories.state === 'known' && driverDirectories.value.entries.some((entry) => entry.name === name);
}

export function hasSubvolume(copy: DemoCopy, uuid: string): boolean {
  return lists(copy.sections.btrfs, ({ subvolumes }) => subvolumes.some((each) => each.uuid === uuid));
}

export function spaceOf(copy: DemoCopy): { availableBytes: number; usedBytes: number } | null {
  const { filesystems } = copy.sections;
  const home = filesystems.state === 'known' ? filesystems.value.find(holdsDataRoot) : undefined;
  return home === undefined ? null : { availableBytes: home.freeBytes, usedBytes: home.usedBytes };
}

/** Deleting frees space on the filesystem of the data root, and on btrfs in its data chunks. */
export function freed(copy: DemoCopy, bytes: number): DemoCopy {
  if (bytes === 0) return copy;
  const less = (value: number): number => Math.max(0, value - bytes);
  const more = (value: number | null): number | null => (value === null ? null : value + bytes);
  const withSpace = change(copy, 'filesystems', (all) =>
    all.map((each) =>
      holdsDataRoot(each) ? { ...each, usedBytes: less(each.usedBytes), freeBytes: each.freeBytes + bytes } : each,
    ),
  );
  return change(withSpace, 'btrfsUsage', (all) =>
    all.map((each) => ({
      ...each,
      usedBytes: less(each.usedBytes),
      freeEstimatedBytes: more(each.freeEstimatedBytes),
      freeStatfsBytes: more(each.freeStatfsBytes),
      chunks: each.chunks.map((chunk) =>
        chunk.type === 'data' ? { ...chunk, usedBytes: less(chunk.usedBytes) } : chunk,
      ),
    })),
  );
}

export function measuredBytes(recording: DemoRecording, kind: Measurement['kind'], object: string): number {
  return recording.measurements.find((each) => each.kind === kind && each.object === object)?.bytes ?? 0;
}

/** As measured; otherwise as Docker recorded it for an image layer. */
export function layerBytes(recording: DemoRecording, directory: string): number {
  const measured = measuredBytes(recording, 'layer-directory', directory);
  if (measured > 0) return measured;
  const { layerdb } = recording.facts.sections;
  const chains = layerdb.state === 'known' ? layerdb.value.chains : [];
  return chains.find(({ cacheId }) => cacheId === directory)?.sizeBytes ?? 0;
}

/** A layer directory with its link and its subvolumes. */
export function withoutDirectories(copy: DemoCopy, names: ReadonlySet<string>): DemoCopy {
  if (names.size === 0) return copy;
  const withoutEntries = change(copy, 'driverDirectories', (listing) => ({
    ...listing,
    entries: listing.entries.filter(({ name }) => !names.has(name)),
    links: Object.fromEntries(Object.entries(listing.links).filter(([, target]) => !names.has(target ?? ''))),
    needs: Object.fromEntries(Object.entries(listing.needs).filter(([name]) => !names.has(name))),
  }));
  return withoutSubvolumes(withoutEntries, ({ path }) => path.split('/').some((part) => names.has(part)));
}

export function withoutSubvolumes(copy: DemoCopy, goes: (subvolume: BtrfsSubvolume) => boolean): DemoCopy {
  return mapSubvolumes(copy, (subvolume) => (goes(subvolume) ? [] : [subvolume]));
}

export function mapSubvolumes(copy: DemoCopy, how: (subvolume: BtrfsSubvolume) => BtrfsSubvolume[]): DemoCopy {
  return change(copy, 'btrfs', (all) => all.map((each) => ({ ...each, subvolumes: each.subvolumes.flatMap(how) })));
}
