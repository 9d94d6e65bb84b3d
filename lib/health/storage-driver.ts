import type { EngineFacts } from '../domain/engine-facts.ts';
import type { HostFacts } from '../domain/host-facts.ts';

/**
 * The storage driver from the Engine, else from the layer database on disk (Docker stopped). null = unknown. A containerd snapshotter named `btrfs` is not the graph driver `btrfs`.
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

/** For `absent`: why a check about one driver does not apply; null where it does, or where the driver is unknown. */
export function unlessDriver(...drivers: string[]): (facts: HostFacts) => string | null {
  return (facts) => {
    const driver = graphDriver(facts);
    if (driver === null || drivers.includes(driver)) return null;
    return driver === 'containerd' ? 'Images are in the containerd image store.' : `The storage driver is ${driver}.`;
  };
}

/** A value of DriverStatus by its name; null where the engine does not print it. Old engines use other padding and case. */
export function driverStatus(engine: EngineFacts, name: string): string | null {
  const wanted = name.toLowerCase();
  const pair = engine.driverStatus.find(([key]) => key.trim().toLowerCase() === wanted);
  return pair?.[1]?.trim() ?? null;
}
