import { bytesOf, chunkType, nothingSaid, type PastedBtrfsSpace, sizeText, split } from './btrfs-space-piece.ts';
import { readUsage } from './btrfs-usage-text.ts';
import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type Recognized, runs } from './piece.ts';

const dfChunk = new RegExp(
  `^\\s*(Data|Metadata|System|Data\\+Metadata|GlobalReserve)(?:\\s*,\\s*(\\w{1,10}))?:\\s*total=${sizeText},\\s*used=${sizeText}`,
  'i',
);
const showDevice = new RegExp(
  `^\\s*devid\\s+(\\d{1,6})\\s+size\\s+${sizeText}\\s+used\\s+${sizeText}\\s+path\\s*(\\S{0,300}.{0,20})$`,
  'i',
);
const deviceHeading = /^\s*(\/dev\/\S{1,200}), ID: (\d{1,6})\s*$/;

export function readBtrfsSpace(lines: readonly PastedLine[]): Recognized<PastedBtrfsSpace>[] {
  return [...readUsage(lines), ...readFilesystemDf(lines), ...readShow(lines), ...readDeviceUsage(lines)];
}

function readFilesystemDf(lines: readonly PastedLine[]): Recognized<PastedBtrfsSpace>[] {
  return runs(lines, ({ text }) => text.length < 300 && dfChunk.test(text), 2).flatMap((run) => {
    const space = nothingSaid('btrfs-filesystem-df', run[0]);
    for (const { text } of run) {
      const match = dfChunk.exec(text);
      if (!match?.[1]) continue;
      const part = { totalBytes: bytesOf(match[3] ?? ''), usedBytes: bytesOf(match[4] ?? '') };
      if (/^globalreserve$/i.test(match[1])) space.reserve = part;
      else space.chunks.push({ type: chunkType(match[1]), profile: match[2] ?? 'single', ...part, devices: [] });
    }
    return [{ kind: 'btrfs-filesystem-df' as const, lines: numbersOf(run), value: space }];
  });
}

function readShow(lines: readonly PastedLine[]): Recognized<PastedBtrfsSpace>[] {
  const isShowLine = ({ text }: PastedLine) =>
    text.length < 500 &&
    (/^\s*Label:.{0,300}uuid:/i.test(text) ||
      /^\s*Total devices \d+\s+FS bytes used/i.test(text) ||
      /^\s*devid\s+\d+/i.test(text) ||
      /\* Some devices missing/i.test(text));
  return runs(lines, isShowLine, 2)
    .flatMap((run) => split(run, (line) => /^\s*Label:/i.test(line.text)))
    .flatMap((run): Recognized<PastedBtrfsSpace>[] => {
      const space = nothingSaid('btrfs-filesystem-show', run[0]);
      for (const { text } of run) {
        const uuid = /uuid:\s*([0-9a-f-]{8,40})/i.exec(text)?.[1];
        if (uuid) space.uuid = uuid;
        const used = /FS bytes used\s+(\S{1,30})/i.exec(text)?.[1];
        if (used) space.usedBytes = bytesOf(used);
        const device = showDevice.exec(text);
        if (device?.[1]) {
          const path = (device[4] ?? '').trim();
          space.devices.push({
            id: Number(device[1]),
            device: path.split(' ')[0] || `devid ${device[1]}`,
            sizeBytes: bytesOf(device[2] ?? ''),
            usedBytes: bytesOf(device[3] ?? ''),
            isMissing: /missing/i.test(path),
          });
        } else if (/^\s*devid\s+(\d+)\s+.*missing/i.test(text) || /Some devices missing/i.test(text)) {
          if (!space.devices.some((known) => known.isMissing))
            space.devices.push({ id: 0, device: 'missing device', sizeBytes: 0, usedBytes: 0, isMissing: true });
        }
      }
      if (space.devices.length === 0 && space.usedBytes === null) return [];
      return [{ kind: 'btrfs-filesystem-show', lines: numbersOf(run), value: space }];
    });
}

function readDeviceUsage(lines: readonly PastedLine[]): Recognized<PastedBtrfsSpace>[] {
  const isLine = ({ text }: PastedLine) =>
    text.length < 300 &&
    (deviceHeading.test(text) ||
      /^\s+(?:Device size|Device slack|Unallocated|(?:Data|Metadata|System),\w+(?:\/\d+)?):\s+\S+\s*$/i.test(text));
  return runs(lines, isLine, 1).flatMap((run): Recognized<PastedBtrfsSpace>[] => {
    if (!run.some((line) => deviceHeading.test(line.text))) return [];
    const space = nothingSaid('btrfs-device-usage', run[0]);
    let device = '';
    for (const { text } of run) {
      device = deviceHeading.exec(text)?.[1] ?? device;
      const bytes = /^\s+Unallocated:\s+(\S+)/i.exec(text)?.[1];
      if (bytes) space.unallocatedByDevice.push({ device, bytes: bytesOf(bytes) });
    }
    return [{ kind: 'btrfs-device-usage', lines: numbersOf(run), value: space }];
  });
}
