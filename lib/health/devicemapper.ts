import type { EngineFacts } from '../domain/engine-facts.ts';
import type { EvidenceTable, Fill } from '../domain/finding.ts';
import { parseHumanSize } from '../facts/parsers/pasted/human-size.ts';
import { evidence } from './evidence.ts';
import { driverStatus } from './storage-driver.ts';

/** The pool from DriverStatus. Docker prints decimal sizes; null = the engine does not print that line. */
export interface DevicemapperPool {
  name: string | null;
  isLoop: boolean;
  dataUsedBytes: number | null;
  dataTotalBytes: number | null;
  dataAvailableBytes: number | null;
  metadataUsedBytes: number | null;
  metadataTotalBytes: number | null;
  minimumFreeBytes: number | null;
}

export function devicemapperPool(engine: EngineFacts): DevicemapperPool {
  const size = (name: string) => parseHumanSize(driverStatus(engine, name) ?? '');
  return {
    name: driverStatus(engine, 'Pool Name'),
    isLoop: isLoopPool(engine),
    dataUsedBytes: size('Data Space Used'),
    dataTotalBytes: size('Data Space Total'),
    dataAvailableBytes: size('Data Space Available'),
    metadataUsedBytes: size('Metadata Space Used'),
    metadataTotalBytes: size('Metadata Space Total'),
    minimumFreeBytes: size('Thin Pool Minimum Free Space'),
  };
}

/** Engines 1.2 and 1.3 print the path of the sparse file itself as `Data file`. */
function isLoopPool(engine: EngineFacts): boolean {
  const dataFile = driverStatus(engine, 'Data file') ?? '';
  return (
    driverStatus(engine, 'Data loop file') !== null ||
    dataFile.startsWith('/dev/loop') ||
    dataFile.endsWith('/devicemapper/data')
  );
}

/**
 * How full the pool really is: in loop mode `Available` is capped by what the host's filesystem can still give, so
 * used ÷ total looks far too good.
 */
export function poolFillPercent(pool: DevicemapperPool): number | null {
  const { dataUsedBytes: used, dataTotalBytes: total, dataAvailableBytes: available } = pool;
  if (used === null || (total === null && available === null)) return null;
  const byTotal = total !== null && total > 0 ? (used / total) * 100 : 0;
  const byAvailable = available !== null && used + available > 0 ? (used / (used + available)) * 100 : 0;
  return Math.max(byTotal, byAvailable);
}

/** The pool as a picture: data as far as it can really grow, and metadata. Empty where the engine does not print them. */
export function poolFills(pool: DevicemapperPool): Fill[] {
  const { dataUsedBytes: used, dataTotalBytes: total, dataAvailableBytes: available } = pool;
  const { metadataUsedBytes, metadataTotalBytes } = pool;
  const reachable = used !== null && available !== null ? used + available : null;
  const room = reachable !== null && total !== null ? Math.min(reachable, total) : (reachable ?? total);
  return [
    ...(used !== null && room !== null && room > 0 ? [{ label: 'Data', usedBytes: used, totalBytes: room }] : []),
    ...(metadataUsedBytes !== null && metadataTotalBytes !== null && metadataTotalBytes > 0
      ? [{ label: 'Metadata', usedBytes: metadataUsedBytes, totalBytes: metadataTotalBytes }]
      : []),
  ];
}

/** DriverStatus lines as the engine printed them. */
export function statusEvidence(engine: EngineFacts, pattern: RegExp = /./): EvidenceTable {
  const rows = engine.driverStatus.filter(([name]) => pattern.test(name)).map(([name, value]) => [name, value]);
  return evidence(
    'docker info',
    ['Storage driver', engine.storageDriver],
    rows.length > 0 ? rows : [['Status', 'none printed']],
  );
}
