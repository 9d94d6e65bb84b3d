import type { MdArray, ThinPool, ZfsFacts } from '../../../domain/health-facts.ts';
import { parseHumanSize } from './human-size.ts';
import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type Recognized, runs } from './piece.ts';

const lv =
  /^\s*(\[?[\w.+-]{1,128}\]?)\s+([\w.+-]{1,128})\s+([a-zA-Z-]{6,10})\s+<?(\d[\d.,]{0,12}[bkmgtpeBKMGTPE]?)(?:\s+(.{0,200}))?$/;

/** `lvs`, `lvs -a`: thin pools are those whose attributes begin with t (pool) in the first place. */
export function readThinPools(lines: readonly PastedLine[]): Recognized<ThinPool[]>[] {
  const isLine = ({ text }: PastedLine) =>
    text.length < 500 && (/^\s*LV\s+VG\s+Attr\s+LSize/.test(text) || lvRow(text) !== null);
  return runs(lines, isLine, 1).flatMap((run): Recognized<ThinPool[]>[] => {
    const hasHeader = run.some((line) => /^\s*LV\s+VG\s+Attr/.test(line.text));
    if (!hasHeader && !/^lvs\b/.test(run[0]?.command ?? '')) return [];
    const pools = run.flatMap((line) => lvRow(line.text) ?? []).filter((pool) => pool.attributes.startsWith('t'));
    return [{ kind: 'lvs', lines: numbersOf(run), value: pools }];
  });
}

function lvRow(text: string): ThinPool | null {
  const match = lv.exec(text);
  if (!match?.[1] || !match[3] || !/^[a-zA-Z-][a-z-]{2}/.test(match[3])) return null;
  // A pool has neither pool nor origin: what follows its size is Data% and Meta%.
  const numbers = (match[5] ?? '')
    .trim()
    .split(/\s+/)
    .filter((word) => /^\d{1,3}[.,]\d{1,2}$/.test(word));
  const percent = (word: string | undefined) => (word === undefined ? null : Number(word.replace(',', '.')));
  return {
    name: match[1],
    volumeGroup: match[2] ?? '',
    attributes: match[3],
    sizeBytes: parseHumanSize(match[4] ?? ''),
    dataPercent: percent(numbers[0]),
    metadataPercent: percent(numbers[1]),
  };
}

export interface PastedZfs {
  pools: ZfsFacts['pools'];
  datasets: ZfsFacts['datasets'];
}

export function readZfs(lines: readonly PastedLine[]): Recognized<PastedZfs>[] {
  return [...readPoolStatus(lines), ...readPoolList(lines), ...readDatasets(lines)];
}

function readPoolStatus(lines: readonly PastedLine[]): Recognized<PastedZfs>[] {
  const isLine = ({ text }: PastedLine) =>
    text.length < 500 &&
    /^\s*(?:pool|state|status|action|see|scan|config|errors|remove):|^\s*NAME\s+STATE\s+READ|^\s+\S+\s+(?:ONLINE|DEGRADED|FAULTED|UNAVAIL|OFFLINE|REMOVED|SUSPENDED|AVAIL)\b/.test(
      text,
    );
  const pools: ZfsFacts['pools'] = [];
  const used: PastedLine[] = [];
  for (const run of runs(lines, isLine, 6)) {
    if (!run.some((line) => /^\s*pool:/.test(line.text)) || !run.some((line) => /^\s*state:/.test(line.text))) continue;
    for (const { text } of run) {
      const name = /^\s*pool:\s*(\S{1,255})/.exec(text)?.[1];
      const last = pools.at(-1);
      if (name) pools.push({ name, health: '', sizeBytes: null, freeBytes: null, capacityPercent: null, errors: null });
      else if (last && /^\s*state:/.test(text)) last.health = /^\s*state:\s*(\S{1,30})/.exec(text)?.[1] ?? '';
      else if (last && /^\s*errors:/.test(text)) last.errors = text.replace(/^\s*errors:\s*/, '');
    }
    used.push(...run);
  }
  const told = pools.filter((pool) => pool.health !== '');
  return told.length > 0
    ? [{ kind: 'zpool-status', lines: numbersOf(used), value: { pools: told, datasets: [] } }]
    : [];
}

const poolRow =
  /^\s*([A-Za-z][\w.:-]{0,254})\s+(\d[\d.]{0,20}[KMGTPE]?)\s+(\d[\d.]{0,20}[KMGTPE]?)\s+(\d[\d.]{0,20}[KMGTPE]?)\s+(.{1,100}?)\s+(\d{1,3})%?\s+[\d.]{1,8}x?\s+(ONLINE|DEGRADED|FAULTED|UNAVAIL|OFFLINE|SUSPENDED|REMOVED)\b/;

function readPoolList(lines: readonly PastedLine[]): Recognized<PastedZfs>[] {
  const used: PastedLine[] = [];
  const pools = lines.flatMap((line): ZfsFacts['pools'] => {
    const match = line.text.length < 500 ? poolRow.exec(line.text) : null;
    if (!match?.[1]) return [];
    used.push(line);
    return [
      {
        name: match[1],
        health: match[7] ?? '',
        sizeBytes: parseHumanSize(match[2] ?? ''),
        freeBytes: parseHumanSize(match[4] ?? ''),
        capacityPercent: Number(match[6]),
        errors: null,
      },
    ];
  });
  return pools.length > 0 ? [{ kind: 'zpool-list', lines: numbersOf(used), value: { pools, datasets: [] } }] : [];
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

/** /proc/mdstat: the array's line, then `… blocks … [3/2] [UU_]`, then perhaps its rebuild. */
export function readMdArrays(lines: readonly PastedLine[]): Recognized<MdArray[]>[] {
  const arrays: MdArray[] = [];
  const used: PastedLine[] = [];
  for (const line of lines) {
    if (line.text.length > 1000) continue;
    const array = /^\s*(md[\w-]{1,40}) : (active|inactive)(?: \([\w-]+\))? ?((?:raid\d{1,2}|linear|multipath)\b)?/.exec(
      line.text,
    );
    const last = arrays.at(-1);
    if (array?.[1]) {
      arrays.push({
        name: array[1],
        level: array[3] ?? '',
        isActive: array[2] === 'active',
        map: null,
        operation: null,
      });
      used.push(line);
    } else if (last) {
      const map = /^\s+\d{1,18} blocks\b.{0,200}\[\d{1,4}\/\d{1,4}\] \[([U_]{1,64})\]/.exec(line.text)?.[1];
      const operation = /\b((?:recovery|resync|reshape|check)\s*=\s*[\d.]{1,6}%)/.exec(line.text)?.[1];
      if (map && last.map === null) last.map = map;
      else if (operation) last.operation = operation;
      else continue;
      used.push(line);
    }
  }
  return arrays.length > 0 ? [{ kind: 'mdstat', lines: numbersOf(used), value: arrays }] : [];
}
