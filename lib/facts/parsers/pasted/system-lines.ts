import type { LogLine, LoopDevice, XfsFormat } from '../../../domain/health-facts.ts';
import { type PastedLine, pathArgument } from './pasted-line.ts';
import type { Recognized } from './piece.ts';

export interface PastedKernel {
  release: string;
  hostname: string;
  /** the whole line: Synology's ends in synology_<model> */
  line: string;
}

/** `Linux nas 4.4.180+ #42661 SMP …`, `uname -r`, `Linux version 5.10…` of dmesg. */
export function readKernel(lines: readonly PastedLine[]): Recognized<PastedKernel>[] {
  return lines.flatMap((line): Recognized<PastedKernel>[] => {
    const text = line.text.trim();
    if (text.length > 4000) return [];
    const all = /(?:^|[\s(:])Linux ([\w.-]{1,64}) (\d{1,2}\.\d{1,3}[\w.+~-]{0,60}) #\d/.exec(text);
    if (all?.[2])
      return [{ kind: 'uname', lines: [line.number], value: { release: all[2], hostname: all[1] ?? '', line: text } }];
    const boot = /\bLinux version (\d{1,2}\.\d{1,3}[\w.+~-]{0,60}) \(/.exec(text);
    if (boot?.[1])
      return [{ kind: 'uname', lines: [line.number], value: { release: boot[1], hostname: '', line: text } }];
    const isAsked = /^uname\b/.test(line.command ?? '') && !line.isCommand;
    const alone = isAsked
      ? /^(?:Linux\s+)?(?:[\w.-]{1,64}\s+)??(\d{1,2}\.\d{1,3}\.\d{1,4}[\w.+~-]{0,60})(?:\s|$)/.exec(text)
      : null;
    return alone?.[1]
      ? [{ kind: 'uname', lines: [line.number], value: { release: alone[1], hostname: '', line: text } }]
      : [];
  });
}

/** `losetup -a`: `/dev/loop0: [2049]:131 (/srv/docker.img)`, and `losetup -l`: columns with the file among them. */
export function readLoopDevices(lines: readonly PastedLine[]): Recognized<LoopDevice[]>[] {
  const loops: LoopDevice[] = [];
  const numbers: number[] = [];
  for (const line of lines) {
    if (line.text.length > 1000) continue;
    const all = /^\s*(\/dev\/loop\d{1,4}): \[([0-9a-f]{1,12})\]:(\d{1,19}) \((.{1,600})\)\s*$/.exec(line.text);
    const row = all
      ? null
      : /^\s*(\/dev\/loop\d{1,4})\s+\d{1,20}\s+\d{1,20}\s+([01])\s+([01])\s+(\/.{1,600}?)(?:\s+[01]\s+\d{1,6})?\s*$/.exec(
          line.text,
        );
    const path = all?.[4] ?? row?.[4];
    const device = all?.[1] ?? row?.[1];
    if (!path || !device) continue;
    numbers.push(line.number);
    loops.push({
      device,
      backingFile: path.replace(/ \(deleted\)$/, ''),
      isDeleted: path.endsWith(' (deleted)'),
      backingIdentity: all ? `${all[2]}:${all[3]}` : null,
      isAutoclear: row ? row[2] === '1' : null,
      isReadOnly: row ? row[3] === '1' : null,
      mountPoints: [],
      apparentBytes: null,
      allocatedBytes: null,
      backing: null,
      innerUsedBytes: null,
      isNoCow: null,
      extents: null,
      snapshotsOfItsSubvolume: null,
    });
  }
  return loops.length > 0 ? [{ kind: 'losetup', lines: numbers, value: loops }] : [];
}

export function readXfsFormats(lines: readonly PastedLine[]): Recognized<XfsFormat[]>[] {
  return lines.flatMap((line, index): Recognized<XfsFormat[]>[] => {
    if (line.text.length > 400 || !/^\s*naming\s+=/.test(line.text)) return [];
    const ftype = /\bftype=([01])/.exec(line.text)?.[1];
    const heading = lines
      .slice(Math.max(0, index - 8), index)
      .map((above) => /^\s*meta-data=(\S{1,300})/.exec(above.text)?.[1])
      .findLast((source) => source !== undefined);
    const source = heading ?? '';
    const asked = pathArgument(line.command);
    // xfs_info of before 3.2.3 prints no ftype at all: it made none then either, but cannot be asked.
    return [
      {
        kind: 'xfs-info',
        lines: [line.number],
        value: [
          {
            mountPoint: asked ?? source,
            source,
            hasFtype: ftype === undefined ? null : ftype === '1',
            line: line.text.trim(),
          },
        ],
      },
    ];
  });
}

/**
 * Words of an error, in groups by who prints them. The kernel's are the beginnings of its format strings (fs/btrfs/messages.c,
 * block/blk-core.c, drivers/scsi, ata, nvme, mmc, md), so that a message of another kernel is read too.
 */
const errorWords = new RegExp(
  [
    // dockerd, its client, and what runs below it
    String.raw`level=(?:error|fatal|warning)|\blevel":"(?:error|fatal)|Error response from daemon|error during connect|Cannot connect to the Docker daemon|Is the docker daemon running`,
    `failed to (?:start|register|mount|create|initialize|remove)|unable to configure the Docker daemon|storage-driver|graphdriver|prior storage driver|no log driver named`,
    String.raw`^\s*(?:ERROR|docker): |[Nn]o space left on device|[Rr]ead-only file system|[Oo]peration not permitted|device or resource busy|[Dd]irectory not empty|[Dd]isk quota exceeded|[Ii]nput\/output error|inappropriate ioctl`,
    String.raw`devmapper|devicemapper: Error|^\s*u?mount: |^\s*(?:rm|du): cannot|[Ss]tale (?:NFS )?file handle|Can't open blockdev`,
    // filesystems
    String.raw`\bBTRFS\b:? (?:error|warning|critical|info|: )|\bBTRFS: |errno=-\d|EXT[234]-fs (?:error|warning|\()|XFS \(|JBD2: |Aborting journal|\b[A-Za-z0-9]{2,9}-fs \([^)]{1,40}\): |bcachefs \(|NILFS \(`,
    // disks
    String.raw`I\/O error|\b(?:critical (?:medium|target|nexus|space allocation)|recoverable transport|timeout|protection|reservation conflict|offline|device offline) error, dev |\bsd \d{1,5}:\d{1,4}:\d{1,6}:\d{1,20}: |\bata\d{1,3}(?:\.\d\d)?: |\bnvme\d{1,3}(?:n\d{1,3})?: |\bmmcblk\d{1,2}: |\bmmc\d: |usb [\d.-]{1,20}: USB disconnect`,
    // volume managers
    String.raw`device-mapper: |[Tt]hin pool .{1,200}(?:transaction_id|\d% full)|[Tt]hin (?:data|metadata) .{1,200}\d% full|Check (?:of|for) (?:thin )?pool .{1,200} failed|Free space in pool|free space in thin pool|\bmd\/?(?:raid\d{0,2}|linear)?:? ?md[\w-]{1,30}:|\bmd: |mdadm: |[Pp]ool .{1,255} (?:has been suspended|I\/O is currently suspended)|pool I\/O is currently suspended|suspending pool`,
  ].join('|'),
);

/** A balance that was typed names the profile it converts to. */
const conversion = /\bbtrfs\s+ba\w*\s+start\b.{0,120}convert=\w/;

/** A mount typed with barriers off says what will be mounted so: it stands for the line in the mount table that was not pasted. */
const unsafeMount =
  /^[^a-z]{0,40}(?:\w{1,20}@[^$#]{1,60}[$#] )?(?:sudo )?mount\s(?:\S{1,60}\s){0,4}?-o\s?\S{0,200}\b(?:nobarrier|barrier=0)\b/;

/** Lines that look like an error of the kernel, of mount, of btrfs or of Docker. */
export function readLogLines(lines: readonly PastedLine[]): Recognized<LogLine>[] {
  return lines
    .filter(
      (line) =>
        line.text.length < 4000 &&
        ((!line.isCommand && errorWords.test(line.text)) || unsafeMount.test(line.text) || conversion.test(line.text)),
    )
    .map((line) => ({ kind: 'log' as const, lines: [line.number], value: { text: line.text.trim() } }));
}
