import type { ZfsFacts } from '../../../domain/health-facts.ts';
import { failure, type Parts } from '../records.ts';
import { suspendedPools } from './zpool-status.ts';

/** `zpool list -Hp`, `zfs list -Hp`: tabs between the fields, plain bytes, `-` where there is none. */
export function parseZfs(parts: Parts): ZfsFacts {
  const states = parts.optional('states');
  // The tools wait for a suspended pool, so they were not asked: its state by the kernel is all there is.
  if (states !== null && parts.optional('pools') === null) return { pools: kernelStates(states), datasets: [] };
  const status = parts.optional('status')?.toString('utf8') ?? '';
  const errors = errorsByPool(status);
  const suspended = suspendedPools(status);
  return {
    pools: rows(parts.part('pools'), 5).map(([name = '', health = '', size, free, capacity]) => {
      const pool = {
        name,
        health,
        sizeBytes: numberOf(size),
        freeBytes: numberOf(free),
        capacityPercent: numberOf(capacity?.replace('%', '')),
        errors: errors.get(name) ?? null,
      };
      const why = suspended.get(name) ?? (health === 'SUSPENDED' ? 'io-failure' : undefined);
      return why === undefined ? pool : { ...pool, suspended: why };
    }),
    datasets: rows(parts.part('datasets'), 4, 5).map(([name = '', used, available, mountPoint, canMount]) => {
      const usedBytes = numberOf(used);
      if (usedBytes === null) throw failure('zfs list', 'a dataset has no size', name);
      return {
        name,
        usedBytes,
        availableBytes: numberOf(available),
        mountPoint: mountPoint === '-' ? null : (mountPoint ?? null),
        ...(canMount === undefined ? {} : { mountsItself: canMount === 'on' }),
      };
    }),
  };
}

function rows(bytes: Buffer, ...fields: number[]): string[][] {
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const row = line.split('\t');
      if (!fields.includes(row.length)) throw failure('zfs', 'a line has another number of fields', line);
      return row;
    });
}

/** `tank SUSPENDED`, from /proc/spl/kstat/zfs/<pool>/state. */
function kernelStates(bytes: Buffer): ZfsFacts['pools'] {
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const match = /^(\S{1,255}) ([A-Z]{2,20})$/.exec(line);
      if (match === null) throw failure('zfs', 'a pool’s state has another form', line);
      const [, name = '', health = ''] = match;
      const pool = { name, health, sizeBytes: null, freeBytes: null, capacityPercent: null, errors: null };
      return health === 'SUSPENDED' ? { ...pool, suspended: 'io-failure' as const } : pool;
    });
}

function errorsByPool(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let pool = '';
  for (const line of text.split('\n')) {
    pool = /^\s*pool:\s*(\S+)/.exec(line)?.[1] ?? pool;
    const errors = /^\s*errors:\s*(.+)$/.exec(line)?.[1];
    if (errors && pool !== '') found.set(pool, errors);
  }
  return found;
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : null;
}
