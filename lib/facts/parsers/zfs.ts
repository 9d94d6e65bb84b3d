import type { ZfsFacts } from '../../domain/health-facts.ts';
import { failure, type Parts } from './records.ts';

/** `zpool list -Hp`, `zfs list -Hp`: tabs between the fields, plain bytes, `-` where there is none. */
export function parseZfs(parts: Parts): ZfsFacts {
  const errors = errorsByPool(parts.optional('status')?.toString('utf8') ?? '');
  return {
    pools: rows(parts.part('pools'), 5).map(([name = '', health = '', size, free, capacity]) => ({
      name,
      health,
      sizeBytes: numberOf(size),
      freeBytes: numberOf(free),
      capacityPercent: numberOf(capacity?.replace('%', '')),
      errors: errors.get(name) ?? null,
    })),
    datasets: rows(parts.part('datasets'), 4).map(([name = '', used, available, mountPoint]) => {
      const usedBytes = numberOf(used);
      if (usedBytes === null) throw failure('zfs list', 'a dataset has no size', name);
      return {
        name,
        usedBytes,
        availableBytes: numberOf(available),
        mountPoint: mountPoint === '-' ? null : (mountPoint ?? null),
      };
    }),
  };
}

function rows(bytes: Buffer, fields: number): string[][] {
  return bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const row = line.split('\t');
      if (row.length !== fields) throw failure('zfs', 'a line has another number of fields', line);
      return row;
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
