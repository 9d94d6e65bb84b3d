/**
 * Disk errors in the kernel's log, by disk. Every driver has its own messages; what they have in common is a failed request.
 * Not counted: drives without a medium (fd0 of virtual machines, sr0), rejected discards, and messages of the filesystem.
 */
export type DiskFault = 'gone' | 'medium' | 'link' | 'unknown';

export interface DiskErrors<L extends { text: string }> {
  /** `sda`, `nvme0n1`, `dm-3`; `SCSI 0:0:0:0` or `ata1` if no line names the disk */
  disk: string;
  fault: DiskFault;
  /** a request failed permanently; false: the kernel retried, and no line reports a failure */
  hasFailed: boolean;
  lines: L[];
}

interface ParsedLine {
  disk: string;
  fault: DiskFault | null;
  hasFailed: boolean;
}

/** block/blk-core.c blk_errors[]; `operation not supported` and resource errors are no disk faults. */
const request =
  /(?:^|[\s:\]])(I\/O|critical (?:medium|target|nexus)|reservation conflict|recoverable transport|timeout|protection|remote I\/O|offline|device offline) error, dev ([\w.!+-]{1,40}), sector/;
const harmlessRequest = /\((?:DISCARD|SECURE_ERASE|WRITE_ZEROES|WRITE_SAME|ZONE_\w+)\)/;
const noMedium = /^(?:fd\d|sr\d|cdrom|ram\d|zram\d)/;

function parseLine(text: string, names: ReadonlyMap<string, string>): ParsedLine | null {
  const failed = request.exec(text);
  if (failed?.[2]) {
    if (harmlessRequest.test(text)) return null;
    const word = failed[1] ?? '';
    return {
      disk: failed[2],
      fault: /medium/.test(word)
        ? 'medium'
        : /offline/.test(word)
          ? 'gone'
          : /transport|timeout|protection/.test(word)
            ? 'link'
            : null,
      hasFailed: true,
    };
  }
  const buffer = /(?:Buffer I\/O error on dev(?:ice)?|lost page write due to I\/O error on) ([\w.!+-]{1,40})/.exec(
    text,
  );
  if (buffer?.[1]) return { disk: buffer[1], fault: null, hasFailed: true };
  return scsi(text, names) ?? ata(text, names) ?? nvme(text) ?? memoryCard(text) ?? array(text);
}

function scsi(text: string, names: ReadonlyMap<string, string>): ParsedLine | null {
  const address = /\bsd (\d{1,5}:\d{1,4}:\d{1,6}:\d{1,20}): (?:\[(\w{1,20})\] ?)?(.*)$/.exec(text);
  if (!address) return null;
  const [, place = '', name, words = ''] = address;
  // Printed whenever a USB disk is unplugged, also after a safe removal.
  if (/Synchronize Cache|Stopping disk/i.test(words)) return null;
  const disk = name ?? names.get(place) ?? `SCSI ${place}`;
  if (/rejecting I\/O to (?:offline|dead) device|rejecting I\/O to device being removed|Device offlined/i.test(words))
    return { disk, fault: 'gone', hasFailed: true };
  if (/hostbyte=(?:DID_NO_CONNECT|DID_BAD_TARGET|0x01|0x04)\b/.test(words))
    return { disk, fault: 'gone', hasFailed: true };
  if (/Sense Key : Medium Error|Unrecovered read error|Read retries exhausted/i.test(words))
    return { disk, fault: 'medium', hasFailed: true };
  if (/Sense Key : Hardware Error/i.test(words)) return { disk, fault: 'medium', hasFailed: true };
  if (/FAILED Result: hostbyte=(?:DID_TIME_OUT|DID_ERROR|DID_ABORT|DID_RESET|DID_BUS_BUSY)/.test(words))
    return { disk, fault: 'link', hasFailed: true };
  return null;
}

function ata(text: string, names: ReadonlyMap<string, string>): ParsedLine | null {
  const port = /\b(ata\d{1,3})(?:\.\d\d)?: (.*)$/.exec(text);
  if (!port?.[1]) return null;
  const words = port[2] ?? '';
  const disk = names.get(port[1]) ?? port[1];
  if (/^disabled|reset failed, giving up|SATA link down/.test(words))
    // An empty bay prints `SATA link down` at every start.
    return /^disabled|giving up/.test(words) ? { disk, fault: 'gone', hasFailed: true } : null;
  if (/error: \{[^}]*\bUNC\b/.test(words)) return { disk, fault: 'medium', hasFailed: true };
  if (/error: \{[^}]*\bICRC\b/.test(words)) return { disk, fault: 'link', hasFailed: false };
  if (/^failed command: (?:READ|WRITE|FLUSH)/.test(words)) return { disk, fault: null, hasFailed: false };
  return null;
}

function nvme(text: string): ParsedLine | null {
  const named = /\b(nvme\d{1,3})(n\d{1,3})?: (.*)$/.exec(text);
  if (!named?.[1]) return null;
  const disk = `${named[1]}${named[2] ?? ''}`;
  const words = named[3] ?? '';
  if (
    /controller is down|Removing after probe failure|Device not ready; aborting|Disabling device after reset failure|Device shutdown incomplete/i.test(
      words,
    )
  )
    return { disk, fault: 'gone', hasFailed: true };
  if (/I\/O \d.*timeout|timeout, (?:aborting|reset controller|completion polled)/i.test(words))
    return { disk, fault: 'link', hasFailed: false };
  if (/@ LBA .*(?:Unrecovered Read|Medium|Media)/i.test(words)) return { disk, fault: 'medium', hasFailed: true };
  if (/@ LBA .* Error \(sct/i.test(words)) return { disk, fault: null, hasFailed: true };
  return null;
}

function memoryCard(text: string): ParsedLine | null {
  const named = /\b(mmcblk\d{1,2})(?:p\d{1,3})?: (.*)$/.exec(text);
  if (!named?.[1]) return null;
  const isFailed =
    /error -?\d+ (?:transferring|sending|requesting)|timed out sending|recovery failed|cache flush error|unable to get card status/i;
  return isFailed.test(named[2] ?? '') ? { disk: named[1], fault: null, hasFailed: true } : null;
}

/** md removes a member, or cannot read it and has no second copy. */
function array(text: string): ParsedLine | null {
  const member =
    /Disk failure on ([\w-]{1,40}), disabling device|read error not correctable \(sector \d{1,20} on ([\w-]{1,40})\)/.exec(
      text,
    );
  const disk = member?.[1] ?? member?.[2];
  return disk ? { disk, fault: null, hasFailed: true } : null;
}

/** `sda1` and `sda` are one disk. */
function wholeDisk(name: string): string {
  return (
    /^((?:s|v|xv|h)d[a-z]{1,3})\d{1,3}$/.exec(name)?.[1] ??
    /^((?:nvme\d{1,3}n\d{1,3})|(?:mmcblk\d{1,2})|(?:nbd\d{1,3}))(?:p\d{1,3}|boot\d)$/.exec(name)?.[1] ??
    name
  );
}

export function diskErrors<L extends { text: string }>(lines: readonly L[]): DiskErrors<L>[] {
  // `sd 0:0:0:0: [sdd] …` maps an address to a disk; no line maps `ata1.00` to one.
  const names = new Map<string, string>();
  for (const { text } of lines) {
    const named = /\bsd (\d{1,5}:\d{1,4}:\d{1,6}:\d{1,20}): \[(\w{1,20})\]/.exec(text);
    if (named?.[1] && named[2]) names.set(named[1], named[2]);
  }
  const found = new Map<string, DiskErrors<L>>();
  for (const line of lines) {
    const one = parseLine(line.text, names);
    if (one === null || noMedium.test(one.disk)) continue;
    const disk = controllerDisk(wholeDisk(one.disk), found);
    const known = found.get(disk) ?? { disk, fault: 'unknown', hasFailed: false, lines: [] };
    known.fault = worseFault(known.fault, one.fault);
    known.hasFailed ||= one.hasFailed;
    known.lines.push(line);
    found.set(disk, known);
  }
  // For an unplugged USB disk the kernel prints only I/O errors; the line about the disconnect comes from the bus and names no disk.
  if (lines.some(({ text }) => /usb [\d.-]{1,20}: USB disconnect/.test(text))) {
    for (const one of found.values()) if (one.fault === 'unknown') one.fault = 'gone';
  }
  const named = [...found.values()].filter(({ disk }) => !/^ata\d/.test(disk));
  // libata names ports, the block layer names disks: beside a named disk the port is the same fault.
  for (const port of [...found.values()].filter(({ disk }) => /^ata\d/.test(disk))) {
    const only = named.length === 1 ? named[0] : undefined;
    if (named.length > 0) found.delete(port.disk);
    if (only === undefined) continue;
    only.lines = lines.filter((line) => only.lines.includes(line) || port.lines.includes(line));
    only.fault = worseFault(only.fault, port.fault);
  }
  // An array or mapping on a failing disk fails with it: that is not a second fault.
  const physical = [...found.values()].filter(({ disk }) => !/^(?:dm-|md|loop)/.test(disk));
  return physical.length > 0 ? physical : [...found.values()];
}

/** `nvme0: controller is down` and `nvme0n1` are one fault. */
function controllerDisk(disk: string, found: ReadonlyMap<string, unknown>): string {
  if (!/^nvme\d{1,3}$/.test(disk)) return disk;
  return [...found.keys()].find((known) => known.startsWith(`${disk}n`)) ?? `${disk}n1`;
}

const order: DiskFault[] = ['unknown', 'link', 'medium', 'gone'];
function worseFault(one: DiskFault, other: DiskFault | null): DiskFault {
  return other !== null && order.indexOf(other) > order.indexOf(one) ? other : one;
}
