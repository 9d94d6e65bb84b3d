import type { EngineFacts } from '../domain/engine-facts.ts';
import type { HostFacts } from '../domain/host-facts.ts';

/**
 * The storage driver by whichever source knows it: the Engine, else the layer database that was found on disk (Docker
 * stopped). null = cannot be told. A containerd snapshotter named `btrfs` is not the graph driver `btrfs`.
 */
export function graphDriver(facts: HostFacts): string | null {
  const { engine, driverDirectories, layerdb } = facts.sections;
  if (engine.state === 'known') {
    if (engine.value.imageStore === 'containerd') return 'containerd';
    if (engine.value.storageDriver !== '') return engine.value.storageDriver;
  }
  if (layerdb.state === 'known') return layerdb.value.driver;
  return driverDirectories.state === 'known' ? driverDirectories.value.driver : null;
}

/** For `absent`: why a check about one driver has no subject here; null where it has, or where the driver is unknown. */
export function unlessDriver(...drivers: string[]): (facts: HostFacts) => string | null {
  return (facts) => {
    const driver = graphDriver(facts);
    if (driver === null || drivers.includes(driver)) return null;
    return driver === 'containerd'
      ? 'Images are in the containerd image store here.'
      : `The storage driver here is ${driver}.`;
  };
}

/** A value of DriverStatus by its name; null where the engine does not print it. Old engines pad and re-case names. */
export function driverStatus(engine: EngineFacts, name: string): string | null {
  const wanted = name.toLowerCase();
  const pair = engine.driverStatus.find(([key]) => key.trim().toLowerCase() === wanted);
  return pair?.[1]?.trim() ?? null;
}
