import type { ThinPool } from '../../../domain/health-facts.ts';
import { parseHumanSize } from './human-size.ts';
import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type Recognized, runs } from './piece.ts';

/** `lvs` in any selection of columns, `lvs --reportformat json`, `lvdisplay`, and Proxmox’ `pvesm status` where nothing better is there. */
export function readThinPools(lines: readonly PastedLine[]): Recognized<ThinPool[]>[] {
  const found = [...readTables(lines), ...readJsonReport(lines), ...readDisplays(lines)];
  return found.some(({ value }) => value.length > 0) ? found : [...found, ...readProxmoxStorages(lines)];
}

const columnNames =
  /^(?:LV|VG|Attr|LSize|Pool|Origin|Data%|Snap%|Meta%|Move|Log|Cpy%Sync|Copy%|Convert|[A-Z][\w%]{1,20})$/;
const attributes = /^[-A-Za-z]{8,10}$/;
const percentage = /^(?:100|\d{1,2})(?:[.,]\d{1,2})?$/;

function headingOf(text: string): string[] | null {
  const words = text.trim().split(/\s+/);
  return words.length >= 3 &&
    words.includes('LV') &&
    words.includes('Attr') &&
    words.every((word) => columnNames.test(word))
    ? words
    : null;
}

function readTables(lines: readonly PastedLine[]): Recognized<ThinPool[]>[] {
  const isLine = ({ text }: PastedLine) =>
    text.length < 500 && (headingOf(text) !== null || lvRow(text, usual) !== null);
  return runs(lines, isLine, 1).flatMap((run): Recognized<ThinPool[]>[] => {
    const heading = run.map((line) => headingOf(line.text)).find((words) => words !== null);
    if (!heading && !/^lvs\b/.test(run[0]?.command ?? '')) return [];
    const pools = run
      .flatMap((line) => lvRow(line.text, heading ?? usual) ?? [])
      .filter((pool) => /^t/.test(pool.attributes));
    return [{ kind: 'lvs', lines: numbersOf(run), value: pools }];
  });
}

const usual = ['LV', 'VG', 'Attr', 'LSize', 'Pool', 'Origin', 'Data%', 'Meta%'];

/**
 * Columns that are empty leave no word, so a row is read by what its words can be. A pool has neither pool nor origin nor
 * log: what follows its size are Data% and Meta%, in the heading's order, `100` as well as `100.00`, with a comma in some locales.
 */
function lvRow(text: string, heading: readonly string[]): ThinPool | null {
  const words = text.trim().split(/\s+/);
  const at = words.findIndex((word) => attributes.test(word) && /^[-A-Za-z][-a-zA-Z]{2}/.test(word) && /-/.test(word));
  const attributeWord = words[at];
  if (attributeWord === undefined || words.length < 2 || words.length > 14) return null;
  const column = (name: string) => heading.indexOf(name);
  // The names come first in every usual selection; one that is asked for behind is not guessed at.
  if (at > 2 || at === 0) return null;
  const name = column('VG') >= 0 && column('VG') < column('LV') ? words[1] : words[0];
  const volumeGroup = at === 2 ? (column('VG') >= 0 && column('VG') < column('LV') ? words[0] : words[1]) : '';
  if (name === undefined || !/^\[?[\w.+-]{1,128}\]?$/.test(name)) return null;
  const size = words.slice(at + 1).find((word) => /^<?\d[\d.,]{0,12}[bkmgtpeBKMGTPE]$/.test(word)) ?? '';
  const hasSize = column('LSize') >= 0;
  if (hasSize && size === '' && !/^<?\d/.test(words[at + 1] ?? '')) return null;
  const numbers = words.slice(at + 1).filter((word) => word !== size && percentage.test(word));
  const wanted = heading.filter((word) => /^(?:Data|Snap|Meta)%$/.test(word));
  const percent = (...names: string[]) => {
    const word = numbers[wanted.findIndex((one) => names.includes(one))];
    return word === undefined ? null : Number(word.replace(',', '.'));
  };
  return {
    name,
    volumeGroup: volumeGroup ?? '',
    attributes: attributeWord,
    sizeBytes: parseHumanSize(size),
    dataPercent: percent('Data%', 'Snap%'),
    metadataPercent: percent('Meta%'),
  };
}

/** One volume a line: `{"lv_name":"data", "vg_name":"pve", "lv_attr":"twi-aotz--", …, "data_percent":"87.11", …}`. */
function readJsonReport(lines: readonly PastedLine[]): Recognized<ThinPool[]>[] {
  return lines.flatMap((line): Recognized<ThinPool[]>[] => {
    if (line.text.length > 2000 || !/"lv_attr"\s*:\s*"t/.test(line.text)) return [];
    const value = (name: string) => new RegExp(`"${name}"\\s*:\\s*"([^"]{0,128})"`).exec(line.text)?.[1] ?? '';
    return [
      {
        kind: 'lvs',
        lines: [line.number],
        value: [
          {
            name: value('lv_name'),
            volumeGroup: value('vg_name'),
            attributes: value('lv_attr'),
            sizeBytes: parseHumanSize(value('lv_size')),
            dataPercent: percentOf(value('data_percent')),
            metadataPercent: percentOf(value('metadata_percent')),
          },
        ],
      },
    ];
  });
}

const displayLine =
  /^\s*(LV Path|LV Name|VG Name|LV UUID|LV Write Access|LV Creation host, time|LV Pool metadata|LV Pool data|LV Pool name|LV Status|# open|LV Size|Allocated pool data|Allocated metadata|Mapped size|Current LE|Segments|Allocation|Read ahead sectors|- currently set to|Block device|LV Thin origin name|LV Pool transaction ID|LV Pool chunk size)\s+(.{1,200})$/;

/** `lvdisplay` of a pool: the only volume with `Allocated pool data`; an inactive one has `LV Pool data` and no fill. */
function readDisplays(lines: readonly PastedLine[]): Recognized<ThinPool[]>[] {
  const isLine = ({ text }: PastedLine) =>
    text.length < 300 && (/^\s*--- Logical volume ---/.test(text) || displayLine.test(text));
  return runs(lines, isLine, 1).flatMap((run): Recognized<ThinPool[]>[] => {
    const pools: ThinPool[] = [];
    let values = new Map<string, string>();
    const end = () => {
      if (values.has('LV Pool data') || values.has('Allocated pool data')) {
        pools.push({
          name: values.get('LV Name')?.replace(/^\/dev\/[^/]+\//, '') ?? '',
          volumeGroup: values.get('VG Name') ?? '',
          attributes: '',
          sizeBytes: parseHumanSize(values.get('LV Size')?.replace(' ', '') ?? ''),
          dataPercent: percentOf(values.get('Allocated pool data')),
          metadataPercent: percentOf(values.get('Allocated metadata')),
          isActive: !/^NOT available/i.test(values.get('LV Status') ?? ''),
        });
      }
      values = new Map();
    };
    for (const { text } of run) {
      const match = displayLine.exec(text);
      if (match?.[1] === undefined || match[1] === 'LV Path' || (match[1] === 'LV Name' && values.has('LV Name')))
        end();
      if (match?.[1]) values.set(match[1], (match[2] ?? '').trim());
    }
    end();
    return pools.length > 0 ? [{ kind: 'lvs', lines: numbersOf(run), value: pools }] : [];
  });
}

/** `local-lvm lvmthin active 370270208 370270208 0 100.00%`: name, type, state, total, used, available. */
function readProxmoxStorages(lines: readonly PastedLine[]): Recognized<ThinPool[]>[] {
  const row =
    /^\s*([\w.-]{1,80})\s+lvmthin\s+(active|inactive)\s+([\d,.]{1,30})\s+[\d,.]{1,30}\s+[\d,.]{1,30}\s+(\d{1,3}[.,]\d{1,2})%/;
  const found = lines.filter(({ text }) => text.length < 300 && row.test(text));
  const value = found.map(({ text }): ThinPool => {
    const match = row.exec(text);
    return {
      name: match?.[1] ?? '',
      volumeGroup: '',
      attributes: '',
      sizeBytes: null,
      dataPercent: percentOf(match?.[4]),
      metadataPercent: null,
    };
  });
  return found.length > 0 ? [{ kind: 'pvesm', lines: numbersOf(found), value }] : [];
}

function percentOf(text: string | undefined): number | null {
  const match = /^\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*%?\s*$/.exec(text ?? '');
  return match?.[1] ? Number(match[1].replace(',', '.')) : null;
}
