import type { EvidenceTable, ObjectRef } from '../domain/finding.ts';
import type { ThinPool } from '../domain/health-facts.ts';
import type { HostFacts, SectionId } from '../domain/host-facts.ts';
import { devicemapperPool } from './devicemapper.ts';
import { evidence } from './evidence.ts';
import { graphDriver } from './storage-driver.ts';

export function poolName(pool: ThinPool): string {
  return pool.volumeGroup === '' ? pool.name : `${pool.volumeGroup}/${pool.name}`;
}

/** The first step for a full pool: it deletes no data, and in practice reduced full pools to a sixth. */
export const trimGuests =
  'Return what guests have deleted: run `fstrim -av` inside each, `pct fstrim ID` for containers on Proxmox (virtual disks need `discard=on`). Not while the kernel’s log shows errors of the disks below.';

/** The pools from LVM, else those that a log names; or why there is none to check, where no log line names one. */
export function poolsOrReason(
  { sections: { thinPools } }: HostFacts,
  logged: { pools: ThinPool[]; namesPool: boolean },
): ThinPool[] | { unknown: string; missing: SectionId[] } | { notApplicable: string } {
  const pools = thinPools.state === 'known' ? thinPools.value : logged.pools;
  if (pools.length > 0 || logged.namesPool) return pools;
  return thinPools.state === 'unknown'
    ? { unknown: `The volume manager could not be read: ${thinPools.detail}`, missing: ['thinPools'] }
    : { notApplicable: 'There is no LVM thin pool.' };
}

/** For a title: without its volume group if both together are too long. */
export function shortPoolName(pool: ThinPool): string {
  return poolName(pool).length > 28 ? pool.name : poolName(pool);
}

/** `cinder--volumes-pool-tpool` of the kernel is `cinder-volumes/pool` of LVM. */
export function lvmName(mapped: string): string {
  return mapped
    .replace(/-tpool$/, '')
    .replaceAll('--', '\0')
    .replace('-', '/')
    .replaceAll('\0', '-');
}

export function poolSubject(pool: ThinPool): ObjectRef {
  return { kind: 'pool', id: poolName(pool), label: poolName(pool) };
}

export type PoolState = 'out-of-data' | 'failed' | 'metadata-read-only' | 'needs-check' | 'inactive' | null;

/**
 * lvs(8), lv_attr: the fifth letter is the state (`-` not active, `c`/`C` its metadata needs a check), the ninth the health. A pool
 * with `k` as the tenth is not activated on purpose.
 */
export function poolState(pool: ThinPool): PoolState {
  const health = pool.attributes.charAt(8);
  if (health === 'D') return 'out-of-data';
  if (health === 'F') return 'failed';
  if (health === 'M') return 'metadata-read-only';
  const state = pool.attributes.charAt(4);
  if (state === 'c' || state === 'C') return 'needs-check';
  const isInactive = pool.attributes === '' ? pool.isActive === false : state === '-';
  return isInactive && pool.dataPercent === null && pool.attributes.charAt(9) !== 'k' ? 'inactive' : null;
}

/** Docker's own pool, which the engine describes in more detail: the checks named devicemapper-… report it. */
export function isEnginePool(facts: HostFacts, pool: ThinPool): boolean {
  const { engine } = facts.sections;
  if (graphDriver(facts) !== 'devicemapper' || engine.state === 'unknown') return false;
  const ofEngine = devicemapperPool(engine.value);
  return (
    ofEngine.dataTotalBytes !== null && (ofEngine.name === null || ofEngine.name === deviceMapperName(poolName(pool)))
  );
}

/** `docker/docker-pool` of lvs is `docker-docker--pool` to device mapper, and so to the engine. */
export function deviceMapperName(name: string): string {
  return name
    .split('/')
    .map((part) => part.replaceAll('-', '--'))
    .join('-');
}

export function poolEvidence(pool: ThinPool): EvidenceTable {
  return evidence(
    pool.attributes === '' ? 'lvdisplay' : 'lvs -a',
    ['LV', 'VG', 'Attr', 'Data%', 'Meta%'],
    [
      [
        pool.name,
        pool.volumeGroup || '-',
        pool.attributes || '-',
        String(pool.dataPercent ?? '-'),
        String(pool.metadataPercent ?? '-'),
      ],
    ],
  );
}
