/**
 * Why a filesystem stopped writing, from the kernel's log. The cause decides what to do: a btrfs without room for metadata needs space,
 * not a repair; damaged metadata needs a copy of the data first; a disconnected disk needs its cable; an image or thin volume whose
 * storage below is full needs space there.
 *
 * fs/btrfs/messages.c: `BTRFS error (device sdf)`, since 5.18 `(device sdf: state EA)`, since 6.6 `(device sdf state EA)`.
 */
export type StopCause = 'no-room' | 'device-full' | 'damage' | 'disk' | 'unknown';

export interface FilesystemStop {
  filesystem: 'btrfs' | 'ext' | 'xfs' | 'other';
  /** as the kernel names it (`nvme0n1p2`, `dm-3`); null if its lines do not name it */
  device: string | null;
  cause: StopCause;
  /** the number that btrfs prints, `-28` */
  error: number | null;
  lines: string[];
}

type ParsedLine = Omit<FilesystemStop, 'lines' | 'cause'> & { cause: StopCause | null; isStop: boolean };

const damageWords =
  /parent transid verify failed|checksum verify failed|csum failed|corrupt (?:leaf|node)|bad (?:tree block|key order)|unable to read tree block|read time tree block corruption|bad entry in directory|corrupted|corruption|rec_len|bad header|invalid (?:inode|magic)|deleted inode referenced|checksum invalid/i;
const diskWords = /I\/O error|\berror -5\b|errno=-5\b|IO failure/i;

/** Numbers of include/uapi/asm-generic/errno*.h with which a transaction is aborted. -30 is a consequence, not a cause. */
function causeOfError(error: number): StopCause | null {
  if (error === -28) return 'no-room';
  if (error === -30) return null;
  return error === -5 || error === -117 || error === -2 || error === -17 ? 'damage' : 'unknown';
}

function parseLine(text: string): ParsedLine | null {
  const named = /\((?:device )?([\w./+-]{1,80}?)(?::? state \w{1,10})?\)/.exec(text)?.[1] ?? null;
  if (/\bBTRFS\b|errno=-\d/.test(text)) {
    const number = /errno=(-\d{1,4})\b|Transaction (?:\d{1,20} )?aborted \(error (-\d{1,4})\)/i.exec(text);
    const error = number ? Number(number[1] ?? number[2]) : null;
    // The letters of fs_state_chars: E an error, A an aborted transaction. Every later line contains them, whatever its subject.
    const state = /\(device [\w./+-]{1,80}?:? state (\w{1,10})\)/.exec(text)?.[1] ?? '';
    const isStop =
      error !== null ||
      /[AE]/.test(state) ||
      /forced readonly|Remounting read-write after error is not allowed/i.test(text);
    const cause = damageWords.test(text) ? 'damage' : error === null ? null : causeOfError(error);
    if (!isStop && cause === null) return null;
    return { filesystem: 'btrfs', device: named, cause, error, isStop };
  }
  if (
    /\bEXT[234]-fs error\b|EXT[234]-fs .*Remounting filesystem read-only|Aborting journal on device|[Jj]ournal has aborted|[Dd]etected aborted journal/.test(
      text,
    )
  ) {
    const journal = /Aborting journal on device ([\w.-]{1,60}?)(?:-\d{1,4})?\./.exec(text)?.[1] ?? null;
    const cause = damageWords.test(text) ? 'damage' : diskWords.test(text) ? 'disk' : null;
    return { filesystem: 'ext', device: named ?? journal, cause, error: null, isStop: true };
  }
  if (/\bXFS \(/.test(text)) {
    const isStop =
      /shutting down filesystem|has been shut ?down|xfs_do_force_shutdown|Unmount and run xfs_repair/i.test(text);
    if (!isStop && !/corruption|metadata I\/O error/i.test(text)) return null;
    if (/User initiated shutdown/i.test(text)) return null;
    const cause = /corruption/i.test(text) ? 'damage' : /I\/O error|log error/i.test(text) ? 'disk' : null;
    return { filesystem: 'xfs', device: named, cause, error: null, isStop };
  }
  if (
    /remounting filesystem read-only|has been set read-only|emergency read.only|Stopped filesystem due to reason/i.test(
      text,
    )
  )
    return { filesystem: 'other', device: named, cause: null, error: null, isStop: true };
  return null;
}

/** BLK_STS_NOSPC: a loop device whose file, or a thin volume whose pool, has no space left. */
function fullDevices(texts: readonly string[]): { device: string; text: string }[] {
  return texts.flatMap((text) => {
    const device = /critical space allocation error, dev ([\w.-]{1,40}), sector/.exec(text)?.[1];
    return device === undefined ? [] : [{ device, text }];
  });
}

/** One entry per filesystem that stopped. Lines without a device belong to the one before them, else to the one after. */
export function filesystemStops(texts: readonly string[]): FilesystemStop[] {
  const found: { stop: FilesystemStop; isStop: boolean; cause: StopCause | null }[] = [];
  for (const text of texts) {
    const line = parseLine(text);
    if (line === null) continue;
    const sameKind = found.filter(({ stop }) => stop.filesystem === line.filesystem);
    const known =
      sameKind.find(({ stop }) => stop.device === line.device && line.device !== null) ??
      (line.device === null ? sameKind.at(-1) : sameKind.find(({ stop }) => stop.device === null));
    const entry = known ?? {
      stop: { filesystem: line.filesystem, device: line.device, cause: 'unknown' as const, error: null, lines: [] },
      isStop: false,
      cause: null,
    };
    if (known === undefined) found.push(entry);
    entry.stop.device ??= line.device;
    entry.isStop ||= line.isStop;
    // The first error is the cause, what comes later follows from it.
    entry.cause ??= line.cause;
    if (entry.cause === line.cause) entry.stop.error ??= line.error;
    entry.stop.lines.push(text);
  }
  const full = fullDevices(texts);
  return found
    .filter(({ isStop }) => isStop)
    .map(({ stop, cause }) => {
      // btrfs reports an I/O error (-5), which looks like damage: seen on 6.18 with an image on a full disk.
      const below = cause === 'no-room' ? [] : full.filter(({ device }) => stop.device?.startsWith(device));
      const isFull = below.length > 0;
      return {
        ...stop,
        cause: isFull ? ('device-full' as const) : (cause ?? 'unknown'),
        lines: [...below.slice(0, 3).map(({ text }) => text), ...stop.lines],
      };
    });
}
