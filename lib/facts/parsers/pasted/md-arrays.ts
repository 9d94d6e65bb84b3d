import type { MdArray } from '../../../domain/health-facts.ts';
import { mdArraysOf } from '../kernel/mdstat.ts';
import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type Recognized, runs } from './piece.ts';

/** /proc/mdstat, and `mdadm --detail` of arrays that it does not list. */
export function readMdArrays(lines: readonly PastedLine[]): Recognized<MdArray[]>[] {
  const { arrays, used } = mdArraysOf(lines.map((line) => line.text));
  const numbers = used.flatMap((index) => lines[index]?.number ?? []);
  const listed: Recognized<MdArray[]>[] = arrays.length > 0 ? [{ kind: 'mdstat', lines: numbers, value: arrays }] : [];
  const details = readDetails(lines.filter((line) => !numbers.includes(line.number)));
  const others = details.filter(({ value }) => value.every(({ name }) => !arrays.some((array) => array.name === name)));
  return [...listed, ...others];
}

const detailName = /^\s*\/dev\/(md[\w/.:-]{1,80}):\s*$/;
const detailLine =
  /^\s*(Version|Creation Time|Raid Level|Array Size|Used Dev Size|Raid Devices|Total Devices|Persistence|Intent Bitmap|Update Time|State|Active Devices|Working Devices|Failed Devices|Spare Devices|Layout|Chunk Size|Consistency Policy|(?:Rebuild|Resync|Reshape|Check) Status|Name|UUID|Events|Container|Preferred Minor|Delta Devices|Member Arrays) : (.{0,200})$/;

/** `mdadm --detail /dev/md0`, 2.6 to 4.4: an array that has not started has neither devices nor a size, and `State : inactive`. */
function readDetails(lines: readonly PastedLine[]): Recognized<MdArray[]>[] {
  const isLine = ({ text }: PastedLine) => text.length < 400 && (detailName.test(text) || detailLine.test(text));
  return runs(lines, isLine, 3)
    .flatMap(parted)
    .flatMap((run): Recognized<MdArray[]>[] => {
      const values = new Map(
        run
          .map(({ text }) => detailLine.exec(text))
          .flatMap((match) => (match?.[1] ? [[match[1], (match[2] ?? '').trim()]] : [])),
      );
      const name = detailName.exec(run[0]?.text ?? '')?.[1];
      const state = values.get('State');
      const level = values.get('Raid Level') ?? '';
      if (name === undefined || (state === undefined && level !== 'container')) return [];
      const wanted = Number(values.get('Raid Devices') ?? Number.NaN);
      const working = Number(values.get('Active Devices') ?? Number.NaN);
      const [word, progress] = progressOf(values);
      const hasMap = wanted > 0 && wanted <= 256 && working >= 0 && working <= wanted && /^raid(?!0)/.test(level);
      return [
        {
          kind: 'mdadm-detail',
          lines: numbersOf(run),
          value: [
            {
              name: name.replace(/^md\//, ''),
              level,
              isActive: !/\binactive\b|\bbroken\b|not started/i.test(state ?? ''),
              map: hasMap ? 'U'.repeat(working).padEnd(wanted, '_') : null,
              operation: word === null ? null : `${word} = ${progress}%`,
              ...(level === 'container' ? { isContainer: true } : {}),
            },
          ],
        },
      ];
    });
}

function progressOf(values: ReadonlyMap<string, string>): [string, string] | [null, null] {
  for (const [name, word] of [
    ['Rebuild', 'recovery'],
    ['Resync', 'resync'],
    ['Reshape', 'reshape'],
    ['Check', 'check'],
  ] as const) {
    const percent = /^(\d{1,3})% complete/.exec(values.get(`${name} Status`) ?? '')?.[1];
    if (percent) return [word, percent];
  }
  return [null, null];
}

function parted(run: readonly PastedLine[]): PastedLine[][] {
  const parts: PastedLine[][] = [];
  for (const line of run) {
    if (detailName.test(line.text)) parts.push([line]);
    else parts.at(-1)?.push(line);
  }
  return parts;
}
