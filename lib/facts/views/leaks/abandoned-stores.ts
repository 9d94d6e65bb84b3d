import { allKnown, type Fact, known } from '../../../domain/fact.ts';
import { counted } from '../../../domain/format.ts';
import type { HostFacts } from '../../../domain/host-facts.ts';
import type { Leak, ProofStep } from '../../../domain/storage-report.ts';
import { volumesOf } from '../ownership/hidden-containers.ts';
import type { Sizes } from './leak.ts';

/**
 * Data of a storage driver that Docker no longer uses (docs/reference/docker-on-disk.md#the-store-of-another-driver). Never garbage:
 * it holds images, and containers that Docker does not show while it runs on another driver, with their volumes. So it is reported as
 * `unconfirmed`, with what it hides, and only an action of its own that a person confirms may remove it.
 */
/** drivers that change how a v29 engine starts when their directory becomes empty; vfs is not counted there */
const priorDrivers = new Set(['aufs', 'btrfs', 'devicemapper', 'fuse-overlayfs', 'overlay', 'overlay2', 'zfs']);

export function abandonedStores(facts: HostFacts, sizes: Sizes): Fact<Leak[]> {
  const { dataRoot, containersOnDisk, engine, driverDirectories } = facts.sections;
  const all = allKnown(dataRoot, containersOnDisk);
  if (all.state === 'unknown') return all;
  const current = currentDriver(facts);
  if (current === null) return engine.state === 'unknown' ? engine : known([]);
  const [root, containers] = all.value;
  const others = abandonedDrivers(facts);
  const isGraphDriver = driverDirectories.state === 'known' && driverDirectories.value.driver === current;
  return known(
    others.map(({ driver, entries }) => {
      const hidden = containers.filter((container) => container.config?.driver === driver);
      const volumes = [...new Set(hidden.flatMap(volumesOf))];
      const hasRecords = root.imageStores.includes(driver);
      return {
        kind: 'abandoned-store' as const,
        name: driver,
        path: `${root.path}/${driver}`,
        subvolume: null,
        owner: null,
        bytes: sizes.of('abandoned-store', driver),
        proof: proof({
          driver,
          current,
          entries,
          hidden: hidden.length,
          volumes: volumes.length,
          hasRecords,
          isGraphDriver,
        }),
        nested: [],
        state: 'unconfirmed' as const,
        since: null,
        removableLive: false,
        hides: { containers: hidden.map(({ config, id }) => config?.name.replace(/^\//, '') ?? id), volumes },
        identity: null,
      };
    }),
  );
}

/** Drivers other than the current one that left something. overlay2's own `l` folder alone is nothing. */
export function abandonedDrivers(facts: HostFacts): { driver: string; entries: number }[] {
  const { dataRoot, containersOnDisk } = facts.sections;
  const current = currentDriver(facts);
  if (dataRoot.state === 'unknown' || current === null) return [];
  const containers = containersOnDisk.state === 'known' ? containersOnDisk.value : [];
  return dataRoot.value.driverDirectories.filter(({ driver, entries }) => {
    if (driver === current) return false;
    const folders = driver === 'overlay2' || driver === 'fuse-overlayfs' ? 1 : 0;
    return entries > folders || containers.some((container) => container.config?.driver === driver);
  });
}

/** The Engine's word where it answers; while it is stopped, the driver whose directories were read. */
function currentDriver({ sections }: HostFacts): string | null {
  if (sections.engine.state === 'known') {
    return sections.engine.value.imageStore === 'containerd'
      ? `containerd:${sections.engine.value.storageDriver}`
      : sections.engine.value.storageDriver;
  }
  return sections.driverDirectories.state === 'known' ? sections.driverDirectories.value.driver : null;
}

interface Found {
  driver: string;
  current: string;
  entries: number;
  hidden: number;
  volumes: number;
  hasRecords: boolean;
  isGraphDriver: boolean;
}

function proof(found: Found): ProofStep[] {
  const { driver, current, entries, hidden, volumes, hasRecords, isGraphDriver } = found;
  const now = current.startsWith('containerd:')
    ? `containerd's image store (${current.slice('containerd:'.length)})`
    : current;
  const steps: ProofStep[] = [
    {
      source: 'Docker',
      checked: `Docker now uses ${now}; ${counted(entries, 'entry', 'entries')} of ${driver} remain.`,
    },
    {
      source: 'Layer store',
      checked: hasRecords
        ? `image/${driver} still describes them: switching back to ${driver} would bring the images and containers back.`
        : `image/${driver} does not exist any more, so Docker could not use them again.`,
    },
    {
      source: 'Containers on disk',
      checked: `${counted(hidden, 'container')} made with ${driver}, hidden from Docker, with ${counted(volumes, 'volume')}.`,
    },
  ];
  if (priorDrivers.has(driver)) {
    const checked = isGraphDriver
      ? `Removing ${driver} is safe for the next start only when the driver is set: check that daemon.json names "storage-driver".`
      : `Emptying ${driver} can change which store Docker 29 picks at its next start: set features.containerd-snapshotter first.`;
    steps.push({ source: 'Next start', checked });
  }
  return steps;
}
