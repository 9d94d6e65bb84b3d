import {
  bytesOf,
  type Chunk,
  chunkType,
  nothingSaid,
  type PastedBtrfsSpace,
  sizeText,
  split,
} from './btrfs-space-piece.ts';
import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type Recognized, runs } from './piece.ts';

const usageChunk = new RegExp(
  `^\\s*(Data|Metadata|System|Data\\+Metadata)\\s*,\\s*(\\w{1,10}):\\s*Size:\\s*${sizeText},\\s*Used:\\s*${sizeText}`,
  'i',
);
const deviceSize = new RegExp(`^\\s*(/dev/\\S{1,200}|missing)\\s+${sizeText}\\s*$`);
const overallName =
  /^\s*(Device size|Device allocated|Device unallocated|Device missing|Device slack|Used|Free \(estimated\)|Free \(statfs, df\)|Free \(Estimated\)|Data ratio|Data to device ratio|Metadata ratio|Metadata to device ratio|Global reserve|Multiple profiles)\s*:\s+(.{1,120})$/i;

/** `"Device size": "8.06TiB",` of a dump made by someone's monitoring, as btrfs itself would have written it. */
function unquoted(line: PastedLine): PastedLine {
  const match = /^\s*"([^"]{1,80})"\s*:\s*(?:"([^"]{0,120})"|(\{))\s*,?\s*$/.exec(line.text.slice(0, 500));
  if (!match?.[1]) return line;
  const value = match[3] ? `${match[1]}:` : `${match[1]}: ${match[2] ?? ''}`;
  return { ...line, text: match[1].startsWith('/dev/') ? `   ${match[1]}  ${match[2] ?? ''}` : value };
}

const dumpSection = /^\s*(Data|Metadata|System|Data\+Metadata)\s*,\s*(\w{1,10}):\s*$/i;
const dumpSize = /^\s*(Size|Used):\s*(\d[\d.]{0,20}[KMGTPE]?i?B)\s*$/;
const tableEdge = /^\s*Id\s+Path\s+\w+\s+\w+|^\s*(?:Total|Used)(?:\s+\d[\d.]{0,12}[KMGTPE]?i?B){3}/;

/** `btrfs filesystem usage`, plain, tabular (-T), or dumped as JSON by someone’s monitoring. */
export function readUsage(given: readonly PastedLine[]): Recognized<PastedBtrfsSpace>[] {
  const lines = given.map(unquoted);
  const isUsageLine = ({ text }: PastedLine) =>
    text.length < 500 &&
    (/^\s*Overall:\s*$/.test(text) ||
      overallName.test(text) ||
      usageChunk.test(text) ||
      deviceSize.test(text) ||
      dumpSection.test(text) ||
      dumpSize.test(text) ||
      tableEdge.test(text) ||
      /^\s*Unallocated:\s*$/.test(text) ||
      tableRow(text) !== null);
  return runs(lines, isUsageLine, 3)
    .flatMap((run) => split(run, (line) => /^\s*Overall:|^\s*Device size:/i.test(line.text)))
    .flatMap((run): Recognized<PastedBtrfsSpace>[] => {
      const space = nothingSaid('btrfs-filesystem-usage', run[0]);
      let chunk: Chunk | null = null;
      let inUnallocated = false;
      for (const { text } of run) {
        const overall = overallName.exec(text);
        const section = usageChunk.exec(text);
        const device = deviceSize.exec(text);
        const total = tableRow(text);
        const opened = dumpSection.exec(text);
        const inside = chunk === null || inUnallocated ? null : dumpSize.exec(text);
        if (opened?.[1]) {
          chunk = {
            type: chunkType(opened[1]),
            profile: opened[2] ?? 'single',
            totalBytes: 0,
            usedBytes: 0,
            devices: [],
          };
          space.chunks.push(chunk);
          inUnallocated = false;
        } else if (inside && chunk !== null && chunk.devices.length === 0) {
          if (inside[1] === 'Size') chunk.totalBytes = bytesOf(inside[2] ?? '');
          else chunk.usedBytes = bytesOf(inside[2] ?? '');
        } else if (overall?.[1]) {
          const name = overall[1].toLowerCase();
          if (!space.overall.has(name)) space.overall.set(name, overall[2] ?? '');
        } else if (section?.[1]) {
          chunk = {
            type: chunkType(section[1]),
            profile: section[2] ?? 'single',
            totalBytes: bytesOf(section[3] ?? ''),
            usedBytes: bytesOf(section[4] ?? ''),
            devices: [],
          };
          space.chunks.push(chunk);
          inUnallocated = false;
        } else if (/^\s*Unallocated:/.test(text)) inUnallocated = true;
        else if (device?.[1]) {
          const part = { device: device[1], bytes: bytesOf(device[2] ?? '') };
          if (inUnallocated) space.unallocatedByDevice.push(part);
          else chunk?.devices.push(part);
        } else if (total) {
          if (total.unallocated !== null)
            space.unallocatedByDevice.push({ device: total.device, bytes: total.unallocated });
        }
      }
      // `Used:` and device lines alone are no usage: two of its own words must be there.
      const told = ['device size', 'device allocated', 'device unallocated', 'free (estimated)'].filter((name) =>
        space.overall.has(name),
      ).length;
      if (told < 2 && space.chunks.length === 0) return [];
      addTabularChunks(space, run);
      const reserve = /^\s*(\S+)\s*\(used:\s*(\S+?)\)/.exec(space.overall.get('global reserve') ?? '');
      if (reserve?.[1]) space.reserve = { totalBytes: bytesOf(reserve[1]), usedBytes: bytesOf(reserve[2] ?? '') };
      return [{ kind: 'btrfs-filesystem-usage', lines: numbersOf(run), value: space }];
    });
}

/** A device row of `usage -T`: ` 1 /dev/sdb1 8.01GiB 1.01GiB 4.00MiB 990.98GiB …`; newer progs add Total and Slack behind. */
function tableRow(text: string): { device: string; unallocated: number | null } | null {
  const match = /^\s*(\d{1,4})?\s*(\/dev\/\S{1,200})((?:\s+(?:-|\d[\d.]{0,12}[KMGTPE]?i?B)){3,9})\s*$/.exec(text);
  if (!match?.[2]) return null;
  const cells = (match[3] ?? '').trim().split(/\s+/);
  const cell = cells[3];
  return { device: match[2], unallocated: cell === undefined || cell === '-' ? null : bytesOf(cell) };
}

/** `Total` and `Used` below the table: three columns, Data, Metadata, System, with the profiles in the heading. */
function addTabularChunks(space: PastedBtrfsSpace, run: readonly PastedLine[]): void {
  if (space.chunks.length > 0) return;
  const profiles = run
    .map((line) => /^\s*Id\s+Path\s+(\w+)\s+(\w+)\s+(\w+)/.exec(line.text))
    .find((match) => match !== null);
  const row = (name: string) =>
    run
      .map((line) => new RegExp(`^\\s*${name}\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)`).exec(line.text))
      .find((match) => match !== null);
  const [total, used] = [row('Total'), row('Used')];
  if (!total || !used) return;
  (['data', 'metadata', 'system'] as const).forEach((type, index) => {
    const profile = profiles?.[index + 1] ?? 'single';
    space.chunks.push({
      type,
      profile,
      totalBytes: bytesOf(total[index + 1] ?? ''),
      usedBytes: bytesOf(used[index + 1] ?? ''),
      devices: [],
    });
  });
}
