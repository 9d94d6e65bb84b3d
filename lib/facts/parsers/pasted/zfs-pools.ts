import type { ZfsFacts } from '../../../domain/health-facts.ts';
import { suspendedPools } from '../kernel/zpool-status.ts';
import { parseHumanSize } from './human-size.ts';
import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type Recognized, runs } from './piece.ts';

export interface PastedZfs {
  pools: ZfsFacts['pools'];
  datasets: ZfsFacts['datasets'];
}

export function readZfs(lines: readonly PastedLine[]): Recognized<PastedZfs>[] {
  return [...readPoolStatus(lines), ...readPoolList(lines), ...readPoolProperties(lines), ...readDatasets(lines)];
}

const stateWords = 'ONLINE|DEGRADED|FAULTED|UNAVAIL|OFFLINE|REMOVED|SUSPENDED';

function readPoolStatus(lines: readonly PastedLine[]): Recognized<PastedZfs>[] {
  const isLine = ({ text }: PastedLine) =>
    text.length < 500 &&
    new RegExp(
      `^\\s*(?:pool|state|status|action|see|scan|scrub|config|errors|remove):|^\\s*NAME\\s+STATE\\s+READ|^\\s+\\S+\\s+(?:${stateWords}|AVAIL)\\b`,
    ).test(text);
  const pools: ZfsFacts['pools'] = [];
  const used: PastedLine[] = [];
  for (const run of runs(lines, isLine, 6)) {
    if (!run.some((line) => /^\s*pool:/.test(line.text)) || !run.some((line) => /^\s*state:/.test(line.text))) continue;
    for (const { text } of run) {
      const name = /^\s*pool:\s*(\S{1,255})/.exec(text)?.[1];
      const last = pools.at(-1);
      if (name) pools.push({ name, health: '', sizeBytes: null, freeBytes: null, capacityPercent: null, errors: null });
      else if (last && /^\s*state:/.test(text)) last.health = /^\s*state:\s*(\S{1,30})/.exec(text)?.[1] ?? '';
      else if (last && /^\s*errors:/.test(text)) last.errors ??= text.replace(/^\s*errors:\s*/, '');
    }
    // The sentences of `status:` and `action:` go over several lines, which are no lines of their own kind.
    const whole = lines.filter(({ number }) => number >= (run[0]?.number ?? 0) && number <= (run.at(-1)?.number ?? 0));
    for (const [name, suspended] of suspendedPools(whole.map((line) => line.text).join('\n'))) {
      const pool = pools.find((known) => known.name === name);
      if (pool) pool.suspended = suspended;
    }
    used.push(...run);
  }
  const told = pools.filter((pool) => pool.health !== '');
  return told.length > 0
    ? [{ kind: 'zpool-status', lines: numbersOf(used), value: { pools: told, datasets: [] } }]
    : [];
}

/** The columns of `zpool list`, by their headings and by the names of `-o`. What is not needed is passed over by its place. */
const columns: Record<string, string> = {
  NAME: 'name',
  SIZE: 'size',
  ALLOC: 'alloc',
  FREE: 'free',
  CKPOINT: 'checkpoint',
  EXPANDSZ: 'expandsize',
  FRAG: 'frag',
  CAP: 'cap',
  DEDUP: 'dedup',
  HEALTH: 'health',
  ALTROOT: 'altroot',
  USED: 'alloc',
  AVAIL: 'free',
  AVAILABLE: 'free',
  CAPACITY: 'cap',
  ALLOCATED: 'alloc',
  FRAGMENTATION: 'frag',
  DEDUPRATIO: 'dedup',
  GUID: 'guid',
  VERSION: 'version',
  READONLY: 'readonly',
  FAILMODE: 'failmode',
  BOOTFS: 'bootfs',
  ASHIFT: 'ashift',
};
const usual = ['name', 'size', 'alloc', 'free', 'expandsize', 'frag', 'cap', 'dedup', 'health', 'altroot'];

function readPoolList(lines: readonly PastedLine[]): Recognized<PastedZfs>[] {
  const used: PastedLine[] = [];
  const pools: ZfsFacts['pools'] = [];
  let heading: string[] | null = null;
  for (const line of lines) {
    if (line.text.length > 500) continue;
    if (line.isCommand || line.text.trim() === '') {
      heading = null;
      continue;
    }
    const words = line.text.trim().split(/\s+/);
    if (words.length >= 2 && words[0] === 'NAME' && words.every((word) => columns[word] !== undefined)) {
      heading = words.map((word) => columns[word] ?? '');
      // `zfs list` has a heading of its own, and no word that only a pool has.
      if (!heading.some((name) => name === 'cap' || name === 'health')) heading = null;
      if (heading) used.push(line);
      continue;
    }
    const asked = askedColumns(line.command);
    const pool =
      poolOf(words, heading) ??
      poolOf(words, asked) ??
      (heading === null && asked === null ? poolOf(words, usualFor(words)) : null);
    if (pool === null) continue;
    used.push(line);
    pools.push(pool);
  }
  return pools.length > 0 ? [{ kind: 'zpool-list', lines: numbersOf(used), value: { pools, datasets: [] } }] : [];
}

/** ZFS before 0.8 has no checkpoint column. */
function usualFor(words: readonly string[]): string[] | null {
  if (words.length === 10) return usual;
  return words.length === 11 ? ['name', 'size', 'alloc', 'free', 'checkpoint', ...usual.slice(4)] : null;
}

/** `zpool list -Ho name,health`. */
function askedColumns(command: string | null): string[] | null {
  const list = /^zpool\s+list\b.*?\s-(?:[HpvPLg]{0,4}o)\s*([\w,]{3,200})/.exec(command ?? '')?.[1];
  return list === undefined ? null : list.split(',').map((name) => columns[name.toUpperCase()] ?? name);
}

function poolOf(words: readonly string[], heading: readonly string[] | null): ZfsFacts['pools'][number] | null {
  if (heading === null || words.length !== heading.length) return null;
  const word = (name: string) => words[heading.indexOf(name)];
  const [name, health, cap, size, free] = [word('name'), word('health'), word('cap'), word('size'), word('free')];
  const capacity = /^(\d{1,3})(?:[.,]\d{1,2})?%?$/.exec(cap ?? '')?.[1];
  if (name === undefined || !/^[A-Za-z][\w.:-]{0,254}$/.test(name)) return null;
  if (health !== undefined && !new RegExp(`^(?:${stateWords})$`).test(health)) return null;
  // A disk below its pool (`-v`) has no deduplication ratio, and is no pool.
  if (health === undefined && capacity === undefined) return null;
  if (heading.includes('dedup') && !/^[\d.]{1,8}x?$/.test(word('dedup') ?? '')) return null;
  if (size !== undefined && parseHumanSize(size) === null && health !== 'UNAVAIL' && health !== 'FAULTED') return null;
  return {
    name,
    health: health ?? '',
    sizeBytes: parseHumanSize(size ?? ''),
    freeBytes: parseHumanSize(free ?? ''),
    capacityPercent: capacity === undefined ? null : Number(capacity),
    errors: null,
  };
}

const propertyRow = /^\s*([A-Za-z][\w.:-]{0,254})\s+(health|capacity|free|size)\s+(\S{1,40})\s+(?:-|default|local)\s*$/;

/** `zpool get health,capacity tank`, with and without heading. */
function readPoolProperties(lines: readonly PastedLine[]): Recognized<PastedZfs>[] {
  const pools = new Map<string, ZfsFacts['pools'][number]>();
  const used: PastedLine[] = [];
  for (const line of lines) {
    const match = line.text.length < 400 ? propertyRow.exec(line.text) : null;
    const [, name, property, value] = match ?? [];
    if (name === undefined || value === undefined) continue;
    const pool = pools.get(name) ?? {
      name,
      health: '',
      sizeBytes: null,
      freeBytes: null,
      capacityPercent: null,
      errors: null,
    };
    if (property === 'health') {
      if (!new RegExp(`^(?:${stateWords})$`).test(value)) continue;
      pool.health = value;
    } else if (property === 'capacity') {
      if (!/^\d{1,3}%?$/.test(value)) continue;
      pool.capacityPercent = Number(value.replace('%', ''));
    } else if (property === 'free') pool.freeBytes = parseHumanSize(value);
    else pool.sizeBytes = parseHumanSize(value);
    pools.set(name, pool);
    used.push(line);
  }
  // A table of something else may have such a row; two properties of one pool, or its heading or command, make it zpool's.
  const isZpool =
    used.length > 1 ||
    lines.some((line) => /^\s*NAME\s+PROPERTY\s+VALUE\s+SOURCE/.test(line.text)) ||
    used.some((line) => /^zpool\b/.test(line.command ?? ''));
  const told = [...pools.values()].filter((pool) => pool.health !== '' || pool.capacityPercent !== null);
  return told.length > 0 && isZpool
    ? [{ kind: 'zpool-get', lines: numbersOf(used), value: { pools: told, datasets: [] } }]
    : [];
}

const datasetRow =
  /^\s*([A-Za-z][\w.:/@% -]{0,254}?)\s+(\d[\d.,]{0,10}[BKMGTPE]?)\s+(\d[\d.,]{0,10}[BKMGTPE]?|-)\s+(\d[\d.,]{0,10}[BKMGTPE]?)\s+(\/\S{0,400}|legacy|none|-)\s*$/;

function readDatasets(lines: readonly PastedLine[]): Recognized<PastedZfs>[] {
  const heading = /^\s*NAME\s+USED\s+AVAIL\s+REFER\s+MOUNTPOINT/;
  return runs(lines, ({ text }) => text.length < 600 && (heading.test(text) || datasetRow.test(text)), 1).flatMap(
    (run): Recognized<PastedZfs>[] => {
      if (!run.some((line) => heading.test(line.text))) return [];
      const datasets = run.flatMap((line): ZfsFacts['datasets'] => {
        const match = datasetRow.exec(line.text);
        if (!match?.[1]) return [];
        return [
          {
            name: match[1],
            usedBytes: parseHumanSize(match[2] ?? '') ?? 0,
            availableBytes: match[3] === '-' ? null : parseHumanSize(match[3] ?? ''),
            mountPoint: match[5] === '-' ? null : (match[5] ?? null),
          },
        ];
      });
      return [{ kind: 'zfs-list', lines: numbersOf(run), value: { pools: [], datasets } }];
    },
  );
}
