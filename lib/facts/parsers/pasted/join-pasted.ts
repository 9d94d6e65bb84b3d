import type { BtrfsHealth, ZfsFacts } from '../../../domain/health-facts.ts';
import type { PastedHealth } from './btrfs-health.ts';
import type { PastedBtrfsSpace } from './btrfs-space-piece.ts';
import type { PastedEngine } from './docker-info.ts';

/** Two `docker info` in one paste: what the later one says holds; what only the earlier one says is kept. */
export function mergeEngines(
  engines: readonly PastedEngine[],
  version: { version: string; apiVersion: string } | null,
): PastedEngine {
  const merged: PastedEngine = {};
  for (const engine of engines) {
    const told = Object.fromEntries(Object.entries(engine).filter(([, value]) => value !== '' && value !== null));
    // The status of another driver must not be mixed in.
    if (engine.storageDriver && merged.storageDriver && engine.storageDriver !== merged.storageDriver)
      delete merged.driverStatus;
    if (Array.isArray(told.driverStatus) && told.driverStatus.length === 0) delete told.driverStatus;
    Object.assign(merged, told);
  }
  if (version) {
    if (version.version !== '' && (!merged.version || merged.version.startsWith('≤'))) merged.version = version.version;
    if (version.apiVersion !== '') merged.apiVersion = version.apiVersion;
  }
  return merged;
}

export function joinHealth(health: readonly PastedHealth[], spaces: readonly PastedBtrfsSpace[]): BtrfsHealth[] {
  const joined: BtrfsHealth[] = [];
  const shown = spaces
    .filter((space) => space.kind === 'btrfs-filesystem-show')
    .map(
      (space): PastedHealth => ({
        uuid: space.uuid,
        mountPoint: null,
        devices: space.devices.map((device) => ({ device: device.device, isMissing: device.isMissing, errors: null })),
      }),
    );
  for (const piece of [...health, ...shown]) {
    const isSame = (known: BtrfsHealth) =>
      (piece.uuid !== null && known.uuid !== null ? piece.uuid === known.uuid : true) &&
      (piece.mountPoint !== null && known.mountPoint !== null ? piece.mountPoint === known.mountPoint : true);
    const candidates = joined.filter(isSame);
    const known = candidates.length === 1 ? candidates[0] : undefined;
    if (known === undefined) {
      joined.push({
        uuid: piece.uuid,
        mountPoint: piece.mountPoint,
        devices: piece.devices ?? [],
        scrub: piece.scrub ?? null,
        balance: piece.balance ?? null,
        exclusiveOperation: null,
      });
      continue;
    }
    known.uuid ??= piece.uuid;
    known.mountPoint ??= piece.mountPoint;
    known.scrub = piece.scrub ?? known.scrub;
    known.balance = piece.balance ?? known.balance;
    for (const device of piece.devices ?? []) {
      const same = known.devices.find((candidate) => candidate.device === device.device);
      if (same === undefined) known.devices.push(device);
      else {
        same.errors = device.errors ?? same.errors;
        same.isMissing = device.isMissing ?? same.isMissing;
      }
    }
  }
  return joined;
}

export function joinZfs(parts: readonly ZfsFacts[]): ZfsFacts {
  const pools = new Map<string, ZfsFacts['pools'][number]>();
  for (const pool of parts.flatMap((part) => part.pools)) {
    const known = pools.get(pool.name);
    pools.set(
      pool.name,
      known ? { ...known, ...Object.fromEntries(Object.entries(pool).filter(([, value]) => value !== null)) } : pool,
    );
  }
  return { pools: [...pools.values()], datasets: parts.flatMap((part) => part.datasets) };
}
