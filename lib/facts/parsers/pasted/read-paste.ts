import type {
  BootConfiguration,
  BtrfsHealth,
  DockerDiskUsage,
  LogLine,
  LoopDevice,
  MdArray,
  PastedFacts,
  ThinPool,
  XfsFormat,
  ZfsFacts,
} from '../../../domain/health-facts.ts';
import type { BtrfsFilesystem, BtrfsUsage, DeletedFiles, MountEntry } from '../../../domain/storage-facts.ts';
import { joinBtrfsSpaces } from './btrfs-filesystems.ts';
import { type PastedHealth, readBtrfsHealth } from './btrfs-health.ts';
import { readBtrfsSpace } from './btrfs-space.ts';
import type { PastedBtrfsSpace } from './btrfs-space-piece.ts';
import { readSubvolumeList } from './btrfs-subvolume-list.ts';
import { readBuildCacheTotals } from './build-cache-totals.ts';
import { type PastedDisk, type PastedInodes, readBrokenMounts, readDiskFree } from './disk-free.ts';
import { readDockerDiskUsage } from './docker-disk-usage.ts';
import { type PastedEngine, readDockerInfo } from './docker-info.ts';
import { readDockerVersion } from './docker-version.ts';
import { joinHealth, joinZfs, mergeEngines } from './join-pasted.ts';
import { type PastedConfiguration, readJson } from './json-blocks.ts';
import { readLsof } from './lsof.ts';
import { readMdArrays } from './md-arrays.ts';
import { readMountTables } from './mount-table.ts';
import { type PastedLine, pastedLines } from './pasted-line.ts';
import { type PieceKind, type Recognized, unclaimed } from './piece.ts';
import { readPodman } from './podman.ts';
import { type Counted, readDu, readFileCounts, readLogFiles, type Sized } from './shown-files.ts';
import { type PastedKernel, readKernel, readLogLines, readLoopDevices, readXfsFormats } from './system-lines.ts';
import { readThinPools } from './thin-pools.ts';
import { readZfs } from './zfs-pools.ts';

export interface PastedPiece {
  kind: PieceKind;
  /** number of the first line in its paste, from 1 */
  firstLine: number;
  /** how many lines it is made of */
  lines: number;
}

/** Lines that are neither output that is known nor a command. */
export interface UnreadLines {
  firstLine: number;
  lines: number;
  /** the first of them, as it was pasted but for its decoration */
  begins: string;
}

/** Everything that was recognised; null or empty = was not in the paste. */
export interface Pasted {
  pieces: PastedPiece[];
  /** what was not recognised, in the order of the paste */
  unread: UnreadLines[];
  engine: PastedEngine | null;
  configuration: PastedConfiguration | null;
  diskUsage: DockerDiskUsage | null;
  btrfsUsage: BtrfsUsage[];
  btrfsHealth: BtrfsHealth[];
  btrfs: BtrfsFilesystem[];
  disks: PastedDisk[];
  inodes: PastedInodes[];
  mounts: MountEntry[];
  fstab: BootConfiguration['fstab'];
  thinPools: ThinPool[] | null;
  zfs: ZfsFacts | null;
  mdArrays: MdArray[];
  kernel: PastedKernel | null;
  loopDevices: LoopDevice[];
  xfsFormats: XfsFormat[];
  logLines: LogLine[];
  directories: Sized[];
  logFiles: Sized[];
  deletedFiles: DeletedFiles | null;
  fileCounts: Counted[];
  buildCaches: PastedFacts['buildCaches'];
  brokenMounts: string[];
  isPodman: boolean;
  /** the client's context, as `docker info` names it */
  context: string | null;
}

export function readPaste(text: string): Pasted {
  const lines = pastedLines(text);
  const claimed = new Set<number>();
  const pieces: PastedPiece[] = [];
  // Each line belongs to the first that knows it: what has the most unmistakable shape goes first.
  const take = <T>(found: Recognized<T>[]): T[] => {
    for (const piece of found) {
      for (const number of piece.lines) claimed.add(number);
      const [firstLine] = piece.lines;
      if (firstLine !== undefined) pieces.push({ kind: piece.kind, firstLine, lines: piece.lines.length });
    }
    return found.map((piece) => piece.value);
  };
  const rest = () => unclaimed(lines, claimed);

  const json = readJson(lines);
  const engines: PastedEngine[] = take(json.engines);
  const configurations = take(json.configurations);
  const health: PastedHealth[] = take(readBtrfsHealth(rest()));
  const spaces: PastedBtrfsSpace[] = take(readBtrfsSpace(rest()));
  const btrfs = take(readSubvolumeList(rest()));
  const tables = readMountTables(rest());
  const mounts = take(tables.mounts).flat();
  const fstab = take(tables.fstab).flat();
  const diskUsages = take(readDockerDiskUsage(rest()));
  const buildCaches = take(readBuildCacheTotals(rest()));
  const fileCounts = take(readFileCounts(rest())).flat();
  const free = readDiskFree(rest());
  const disks = take(free.disks).flat();
  const inodes = take(free.inodes).flat();
  const lvs = take(readThinPools(rest()));
  const zfs = take(readZfs(rest()));
  const mdArrays = take(readMdArrays(rest())).flat();
  const loopDevices = take(readLoopDevices(rest())).flat();
  const xfsFormats = take(readXfsFormats(rest())).flat();
  const kernels = take(readKernel(rest()));
  engines.push(...take(readDockerInfo(rest())));
  const versions = take(readDockerVersion(rest()));
  const deletedFiles = take(readLsof(rest())).at(-1) ?? null;
  const logFiles = take(readLogFiles(rest())).flat();
  const directories = take(readDu(rest())).flat();
  const logLines = take(readLogLines(rest()));
  take(readPodman(rest()));

  const engine = engines.length > 0 || versions.length > 0 ? mergeEngines(engines, versions.at(-1) ?? null) : null;
  return {
    pieces: joinLog(pieces).sort((one, other) => one.firstLine - other.firstLine),
    unread: unreadRuns(lines, claimed),
    engine,
    configuration: configurations.at(-1) ?? null,
    diskUsage: diskUsages.at(-1) ?? null,
    btrfsUsage: joinBtrfsSpaces(spaces),
    btrfsHealth: joinHealth(health, spaces),
    btrfs,
    disks,
    inodes,
    mounts,
    fstab,
    thinPools: lvs.length > 0 ? lvs.flat() : null,
    zfs: zfs.length > 0 ? joinZfs(zfs) : null,
    mdArrays,
    kernel: kernels.at(-1) ?? null,
    loopDevices,
    xfsFormats,
    logLines,
    directories,
    logFiles,
    deletedFiles,
    fileCounts,
    buildCaches,
    brokenMounts: readBrokenMounts(lines),
    isPodman: readPodman(lines).length > 0,
    context: lines.map(({ text }) => /^\s*Context:\s+([\w.-]{1,80})\s*$/.exec(text)?.[1]).find(Boolean) ?? null,
  };
}

/** One run is what stands together: a blank line does not end it, a command or something recognised does. */
function unreadRuns(lines: readonly PastedLine[], claimed: ReadonlySet<number>): UnreadLines[] {
  const found: UnreadLines[] = [];
  let current: UnreadLines | null = null;
  for (const line of lines) {
    if (line.text.trim() === '') continue;
    if (line.isCommand || claimed.has(line.number)) {
      current = null;
      continue;
    }
    if (current === null) {
      current = { firstLine: line.number, lines: 0, begins: line.text.trim().slice(0, 120) };
      found.push(current);
    }
    current.lines += 1;
  }
  return found;
}

/** Log lines are read one by one; for a person neighbours are one piece. */
function joinLog(pieces: readonly PastedPiece[]): PastedPiece[] {
  const joined: PastedPiece[] = [];
  for (const piece of [...pieces].sort((one, other) => one.firstLine - other.firstLine)) {
    const last = joined.findLast((known) => known.kind === piece.kind);
    if (piece.kind === 'log' && last && piece.firstLine <= last.firstLine + last.lines + 1) last.lines += piece.lines;
    else joined.push({ ...piece });
  }
  return joined;
}
