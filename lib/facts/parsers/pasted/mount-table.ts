import type { BootConfiguration } from '../../../domain/health-facts.ts';
import type { MountEntry } from '../../../domain/storage-facts.ts';
import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type PieceKind, type Recognized } from './piece.ts';

type FstabLine = BootConfiguration['fstab'][number];

export interface PastedMounts {
  mounts: Recognized<MountEntry[]>[];
  fstab: Recognized<FstabLine[]>[];
}

const types =
  'ext[234]|xfs|btrfs|zfs|nfs[34]?|cifs|smb3|tmpfs|ramfs|rootfs|overlay|aufs|squashfs|vfat|ntfs3?|ntfs-3g|exfat|f2fs|jfs|reiserfs|bcachefs|fuse(?:blk|\\.[\\w.-]{1,40})?|9p|virtiofs|ceph|glusterfs|iso9660|swap|auto|none|proc|sysfs|cgroup2?|devtmpfs|devpts|ecryptfs|nsfs|bpf|tracefs|debugfs|securityfs|pstore|mqueue|hugetlbfs|autofs|configfs|fusectl|binfmt_misc|efivarfs|rpc_pipefs|nfsd|selinuxfs';
const ofMount = new RegExp(
  `^\\s*(\\S{1,300}) on (/.{0,400}?) type (${types}) \\(([^()]{0,2000})\\)(?: \\[[^\\]]{0,80}\\])?\\s*$`,
);
const ofTable = new RegExp(
  `^[\\s'"]{0,10}(\\S{1,300})\\s+(/\\S{0,400}|none|swap)\\s+(${types})\\s+(\\S{1,2000}?)(?:\\s+(\\d)\\s+(\\d))?['"]?(?:\\s*>>?\\s*/etc/fstab)?\\s*$`,
);
const ofMountinfo =
  /^\s*(\d{1,9}) (\d{1,9}) (\d{1,6}:\d{1,9}) (\/\S{0,800}) (\/\S{0,800}) (\S{1,800}) (?:(\S{1,100}(?: \S{1,100}){0,4}) )?- (\S{1,60}) (\S{1,400}) (\S{1,4000})$/;
const ofFindmnt = new RegExp(
  `^[\\s│├└─|\`+-]{0,60}(/\\S{0,400})\\s+(\\S{1,300})\\s+(${types})\\s+((?:rw|ro)(?:,\\S{0,2000})?)\\s*$`,
);

/** mount, /proc/mounts, /proc/self/mountinfo, findmnt and /etc/fstab: told apart by shape, and by the command above. */
export function readMountTables(lines: readonly PastedLine[]): PastedMounts {
  const found = new Map<PieceKind, { lines: PastedLine[]; mounts: MountEntry[] }>();
  const fstab: FstabLine[] = [];
  const fstabLines: PastedLine[] = [];
  const add = (kind: PieceKind, line: PastedLine, mount: MountEntry) => {
    const piece = found.get(kind) ?? { lines: [], mounts: [] };
    piece.lines.push(line);
    piece.mounts.push(mount);
    found.set(kind, piece);
  };
  for (const line of lines) {
    // People show what they append: `echo "/data.img /var/lib/docker ext4 loop 0 0" >> /etc/fstab`, in prose too.
    const appended = /\becho\s+(?:-e\s+)?(["'])(\/[^"']{5,500})\1\s*(?:>>|\|)/.exec(line.text.slice(0, 2000))?.[2];
    const text = appended ?? line.text;
    if (text.length > 6000 || /^\s*#/.test(text)) continue;
    const info = ofMountinfo.exec(text);
    if (info) {
      add('mountinfo', line, mountinfoEntry(info));
      continue;
    }
    const plain = ofMount.exec(text);
    if (plain?.[1]) {
      add('mount', line, entry(plain[1], plain[2] ?? '', plain[3] ?? '', plain[4] ?? ''));
      continue;
    }
    const tree = ofFindmnt.exec(text);
    if (tree?.[1]) {
      add('findmnt', line, findmntEntry(tree));
      continue;
    }
    const table = ofTable.exec(text);
    if (!table?.[1] || !table[4]) continue;
    const [, source, mountPoint = '', type = '', options, dump, pass] = table;
    if (isFstab(line, table)) {
      fstab.push({
        source: fromOctal(source),
        mountPoint: fromOctal(mountPoint),
        type,
        options: options.split(','),
        line: text.trim(),
      });
      fstabLines.push(line);
    } else if (/^(?:rw|ro)(?:,|$)/.test(options) && dump !== undefined && pass !== undefined) {
      add('proc-mounts', line, entry(fromOctal(source), fromOctal(mountPoint), type, options));
    }
  }
  return {
    mounts: [...found].map(([kind, piece]) => ({ kind, lines: numbersOf(piece.lines), value: piece.mounts })),
    fstab: fstab.length > 0 ? [{ kind: 'fstab', lines: numbersOf(fstabLines), value: fstab }] : [],
  };
}

function isFstab(line: PastedLine, table: RegExpExecArray): boolean {
  const [, source = '', mountPoint = '', type = '', options = '', , pass] = table;
  if (/fstab/.test(line.command ?? '') || /\/etc\/fstab/.test(line.text)) return true;
  if (/proc\/(?:self\/)?mounts|mtab/.test(line.command ?? '')) return false;
  if (mountPoint === 'none' || mountPoint === 'swap' || type === 'swap' || type === 'auto') return true;
  if (/^(?:UUID|LABEL|PARTUUID|PARTLABEL)=/.test(source)) return true;
  if (/(?:^|,)(?:defaults|nofail|noauto|user|_netdev|loop|x-systemd\.\S+|errors=remount-ro)(?:,|$)/.test(options)) {
    return !/^(?:rw|ro),.*relatime/.test(options);
  }
  // `/data.img /var/lib/docker ext4 noatime 0 0`: a mount table always begins its options with rw or ro.
  return pass !== undefined && !/^(?:rw|ro)(?:,|$)/.test(options);
}

function entry(source: string, mountPoint: string, type: string, options: string): MountEntry {
  const list = options.split(/\s*,\s*/).filter((option) => option !== '');
  const subvolume = list.find((option) => option.startsWith('subvol='))?.slice('subvol='.length);
  return {
    id: 0,
    parentId: -1,
    device: '',
    root: type === 'btrfs' ? (subvolume ?? '/') : '/',
    mountPoint,
    // One list for both: these tables do not tell the mount's options from the filesystem's.
    options: list,
    optionalFields: [],
    type,
    source,
    superOptions: list,
  };
}

function findmntEntry(match: RegExpExecArray): MountEntry {
  const [, mountPoint = '', source = '', type = '', options = ''] = match;
  const bracket = /^(.*?)\[(.*)\]$/.exec(source);
  const mount = entry(bracket?.[1] ?? source, mountPoint, type, options);
  return bracket?.[2] ? { ...mount, root: bracket[2] } : mount;
}

function mountinfoEntry(match: RegExpExecArray): MountEntry {
  const [
    ,
    id,
    parentId,
    device = '',
    root = '',
    mountPoint = '',
    options = '',
    optional,
    type = '',
    source = '',
    superOptions = '',
  ] = match;
  return {
    id: Number(id),
    parentId: Number(parentId),
    device,
    root: fromOctal(root),
    mountPoint: fromOctal(mountPoint),
    options: options.split(','),
    optionalFields: optional ? optional.split(' ') : [],
    type,
    source: fromOctal(source),
    superOptions: superOptions.split(','),
  };
}

/** `\040` and its kin of the kernel's tables. */
function fromOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}
