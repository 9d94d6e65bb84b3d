import fc from 'fast-check';

/**
 * Makes other people's pastes of one real paste: another machine's device names, another log's time stamps, quoted in a mail,
 * cut off, with a prompt, with Windows line ends. What it says stays the same, so the same findings must come of it.
 *
 *   fc.assert(fc.property(mutants(text, { cutAfter: /forced readonly/ }), ({ text, applied }) => …), { seed, numRuns })
 */
export interface Mutation {
  id: string;
  /** the same text where there is nothing to change */
  apply(text: string, pick: Pick): string;
}

/** One of the choices, by a number that fast-check shrinks. */
export type Pick = <T>(from: readonly [T, ...T[]]) => T;

export interface MutantOptions {
  /** the last line that the findings need: what follows may be cut off */
  cutAfter?: RegExp;
  /** ids of mutations that change what this paste says */
  without?: readonly string[];
}

export interface Mutant {
  text: string;
  /** which mutations made it, for the message of a failing test */
  applied: string[];
}

/** Pastes made of this one by any few of the mutations. Lines `# source:` and `# expect:` of a case are not part of the paste. */
export function mutants(text: string, options: MutantOptions = {}): fc.Arbitrary<Mutant> {
  const body = pasteOf(text);
  const usable = [...mutations, ...(options.cutAfter ? [cutAfter(options.cutAfter)] : [])].filter(
    ({ id, apply }) => !options.without?.includes(id) && apply(body, ([first]) => first) !== body,
  );
  return fc
    .record({ chosen: fc.subarray(usable), numbers: fc.array(fc.nat(1000), { minLength: 8, maxLength: 8 }) })
    .map(({ chosen, numbers }) => mutate(body, chosen, numbers));
}

/** The paste without what the corpus says about it. */
export function pasteOf(text: string): string {
  return text.replace(/^(?:# (?:source|expect):.*\n)+/i, '');
}

function mutate(text: string, chosen: readonly Mutation[], numbers: readonly number[]): Mutant {
  let at = 0;
  const pick: Pick = (from) => from[(numbers[at++ % numbers.length] ?? 0) % from.length] ?? from[0];
  return {
    text: chosen.reduce((current, mutation) => mutation.apply(current, pick), text),
    applied: chosen.map(({ id }) => id),
  };
}

const eachLine = (text: string, change: (line: string, index: number) => string): string =>
  text.split('\n').map(change).join('\n');

/** In the order in which they happen: the machine, its log, the tool, at last what mail and editors do to all of it. */
export const mutations: readonly Mutation[] = [
  { id: 'other device names', apply: renameDevices },
  { id: 'other kernel', apply: otherKernel },
  { id: 'other time stamps', apply: restamp },
  {
    id: 'repeated',
    apply: (text) =>
      isKernelLog(text) ? eachLine(text, (line) => (isKernelLine(line) ? `${line}\n${line}` : line)) : text,
  },
  { id: 'other language of df', apply: otherLanguage },
  { id: 'wrapped device names', apply: wrapDevices },
  { id: 'other ids', apply: otherIds },
  {
    id: 'decimal commas',
    // Only the volume manager prints numbers by locale; the kernel and zpool do not.
    apply: (text) =>
      /^\s*LV\s+VG\s+Attr/m.test(text)
        ? eachLine(text, (line) => (lvsLine.test(line) ? line.replace(/(\d)\.(\d)/g, '$1,$2') : line))
        : text,
  },
  {
    id: 'one space between columns',
    apply: (text) => eachLine(text, (line) => (lvsLine.test(line) ? line.replace(/(\S) {2,}/g, '$1 ') : line)),
  },
  {
    id: 'wider columns',
    apply: (text) => eachLine(text, (line) => (lvsLine.test(line) ? line.replace(/(\S)( {2,})/g, '$1$2    ') : line)),
  },
  {
    id: 'prompts',
    apply: (text, pick) => {
      const prompt = pick(['root@nas:~# ', '[root@nas ~]# ', '$ ', 'pi@host:/mnt $ sudo ', '# ', 'nas# ']);
      return eachLine(text, (line) =>
        /^(?:sudo )?(?:cat|dmesg|journalctl|lvs|vgs|pvs|zpool|zfs|df|mount|btrfs|docker|mdadm)\b(?!:)/.test(line)
          ? `${prompt}${line}`
          : line,
      );
    },
  },
  {
    id: 'asked for above',
    apply: (text, pick) =>
      isKernelLog(text)
        ? `${pick(['root@nas:~# dmesg | tail -n 50', '$ sudo journalctl -k -b', '# grep -i error /var/log/kern.log', '$ sudo dmesg -T'])}\n${text}`
        : text,
  },
  {
    id: 'words around it',
    apply: (text) => `Hi all, since this morning nothing works any more:\n\n${text}\n\nAny help is welcome!\n`,
  },
  { id: 'fenced', apply: (text) => `\`\`\`\n${text}\n\`\`\`` },
  { id: 'trailing spaces', apply: (text) => eachLine(text, (line) => `${line}  `) },
  { id: 'indented', apply: (text) => eachLine(text, (line) => `    ${line}`) },
  {
    id: 'quoted',
    apply: (text, pick) => {
      const mark = pick(['> ', '> > ', '>']);
      return eachLine(text, (line) => `${mark}${line}`);
    },
  },
  { id: 'Windows line ends', apply: (text) => text.replace(/\r?\n/g, '\r\n') },
];

function cutAfter(pattern: RegExp): Mutation {
  return {
    id: 'cut off',
    apply(text) {
      const lines = text.split('\n');
      const last = lines.findLastIndex((line) => pattern.test(line));
      return last < 0 ? text : lines.slice(0, last + 1).join('\n');
    },
  };
}

const headings = [
  ['Dateisystem', 'Größe', 'Benutzt', 'Verf.', 'Verw%', 'Eingehängt auf'],
  ['Sys. de fichiers', 'Taille', 'Utilisé', 'Dispo', 'Uti%', 'Monté sur'],
  ['S.ficheros', 'Tamaño', 'Usados', 'Disp', 'Uso%', 'Montado en'],
  ['文件系统', '容量', '已用', '可用', '已用%', '挂载点'],
  ['Файловая система', 'Размер', 'Использовано', 'Дост', 'Использовано%', 'Cмонтировано в'],
] as const;
const ofInodes = [
  ['Dateisystem', 'Inodes', 'IBenutzt', 'IFrei', 'IUse%', 'Eingehängt auf'],
  ['Sys. de fichiers', 'Inœuds', 'IUtil.', 'ILibre', 'IUti%', 'Monté sur'],
  ['S.ficheros', 'Nodos-i', 'NUsados', 'NLibres', 'NUso%', 'Montado en'],
  ['文件系统', 'Inode', '已用(I)', '可用(I)', '已用(I)%', '挂载点'],
  ['Файловая система', 'Инодов', 'IИспользовано', 'IСвободно', 'IИспользовано%', 'Cмонтировано в'],
] as const;

/** df translates its heading; the languages that write a decimal comma do so in its numbers too. */
function otherLanguage(text: string, pick: Pick): string {
  if (!/^Filesystem\s/m.test(text)) return text;
  const at = pick([0, 1, 2, 3, 4]);
  const comma = at !== 3;
  return eachLine(text, (line) => {
    if (/^Filesystem\s/.test(line)) return ((/Inodes/.test(line) ? ofInodes : headings)[at] ?? headings[0]).join('  ');
    return comma && dfRow.test(line) ? line.replace(/(?<=\s\d{1,4})\.(?=\d{1,2}[KMGT])/g, ',') : line;
  });
}

const dfRow = /^\S+(?:\s+\S+){3}\s+\d{1,3}%\s+\//;

/** BusyBox and old df break the line after a long name. */
function wrapDevices(text: string): string {
  return eachLine(text, (line) =>
    dfRow.test(line) && /^\/dev\/\S{12,}/.test(line) ? line.replace(/^(\S+)\s+/, '$1\n                      ') : line,
  );
}

/** Every id of 64 digits becomes another one, the same each time. */
function otherIds(text: string, pick: Pick): string {
  const turn = pick([1, 3, 7, 11]);
  return text.replace(/\b[0-9a-f]{64}\b/g, (id) =>
    [...id].map((digit) => ((Number.parseInt(digit, 16) + turn) % 16).toString(16)).join(''),
  );
}

/** lvs, vgs, pvs: their heading or a row with the ten letters of lv_attr. */
const lvsLine = /^\s*LV\s+VG\s+Attr|^\s*\[?\S+\]?\s+\S+\s+[-a-zA-Z]{10}\s+<?\d/;

const diskNames = ['sda', 'sdf', 'sdaa', 'vda', 'xvdb', 'hdc', 'nvme0n1', 'nvme1n1', 'mmcblk0'] as const;
const disk = /(?<![\w-])(sd[a-z]{1,2}|x?vd[a-z]|hd[a-z]|nvme\d{1,2}n\d|mmcblk\d)(?:p?(\d{1,3}))?(?![\w])(?!-)/g;
const volume = /(?<![\w/-])(md\d{1,3}|dm-\d{1,3})(?![\w-])/g;

/** Every disk gets another name, the same one each time; partitions stay partitions (`sda1` is `nvme0n1p1`). */
function renameDevices(text: string, pick: Pick): string {
  const names = new Map<string, string>();
  const start = pick([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  const arrays = pick(['md0', 'md127', 'md3', 'dm-0', 'dm-11']);
  const nameOf = (known: string): string => {
    const existing = names.get(known);
    if (existing !== undefined) return existing;
    // More disks than names: the first of a second controller.
    const at = names.size;
    const made = diskNames[(start + at) % diskNames.length] ?? 'sda';
    const name = at < diskNames.length ? made : `sdb${String.fromCharCode(97 + (at % 26))}`;
    names.set(known, name);
    return name;
  };
  const others = new Map<string, string>();
  const otherOf = (known: string): string => {
    const isArrayLine = new RegExp(`^\\s*${known} :`, 'm').test(text);
    const kept =
      others.get(known) ??
      (isArrayLine ? `md${140 + others.size}` : others.size === 0 ? arrays : `md${150 + others.size}`);
    others.set(known, kept);
    return kept;
  };
  return text
    .replace(disk, (_, name: string, partition: string | undefined) => {
      const other = nameOf(name);
      if (partition === undefined) return other;
      return /\d$/.test(other) ? `${other}p${partition}` : `${other}${partition}`;
    })
    .replace(volume, (_, name: string) => otherOf(name));
}

/** The same messages as other kernels print them: format strings of fs/btrfs/messages.c and block/blk-core.c over the years. */
function otherKernel(text: string, pick: Pick): string {
  const [state, request, buffer] = [
    pick(['', ' state E', ' state EA', ' state EAL']),
    pick([
      'blk_update_request: I/O error, dev',
      'I/O error, dev',
      'end_request: I/O error, dev',
      'blk_update_request: critical medium error, dev',
    ]),
    pick(['Buffer I/O error on dev', 'Buffer I/O error on device']),
  ];
  return text
    .replace(
      /\b(BTRFS)(:?) (info|error|warning|critical) \(device ([\w.-]+?)(?: state \w+)?\)(:?)/g,
      (_, name: string, colon: string, level: string, device: string, end: string) =>
        `${name}${colon} ${level} (device ${device}${state})${end}`,
    )
    .replace(/(?:blk_update_request: )?I\/O error, dev/g, request)
    .replace(/Buffer I\/O error on dev(?:ice)?(?= )/g, buffer);
}

const stamp =
  /^(?:<\d{1,3}>)?(?:kern {1,3}:\w+ *: )?(?:\[ *\d+\.\d+\]\s|\[[A-Z][a-z]{2}\s?\d{1,2} \d\d:\d\d\]\s|\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\]\s|\[ *\+\d+\.\d+\]\s|\d{4}-\d\d-\d\dT\S+ (?:\S+ kernel: )?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d (?:\S+ )?(?:kernel: |\[kern\.\w+\] )(?:\[ *\d+\.\d+\] )?)/;
const kernelWords =
  /^(?:BTRFS|EXT[234]-fs|XFS|JBD2|Aborting journal|blk_update_request|end_request|I\/O error, dev|Buffer I\/O|md[:/]|sd \d|usb |ata\d|nvme|device-mapper:|WARNING: (?:Pool|MMP|CPU)|print_req_error)/;

function isKernelLine(line: string): boolean {
  return stamp.test(line) || kernelWords.test(line);
}

function isKernelLog(text: string): boolean {
  return text.split('\n').some(isKernelLine);
}

/** dmesg, `dmesg -T`, `dmesg -x`, journalctl, syslog with and without the kernel's own clock, and none at all. */
const stamps: readonly [(second: number) => string, ...((second: number) => string)[]] = [
  () => '',
  (second) => `[${(1000 + second / 10).toFixed(6).padStart(12)}] `,
  (second) => `[Mon Nov 30 15:53:${two(second)} 2026] `,
  (second) => `Nov  3 15:53:${two(second)} nas kernel: `,
  (second) => `Nov 30 15:53:${two(second)} nas-01.lan kernel: [${(1000 + second / 10).toFixed(6).padStart(12)}] `,
  (second) => `2026-11-30T15:53:${two(second)}.123456+01:00 nas kernel: `,
  (second) => `2026-11-30T15:53:${two(second)},123456+00:00 `,
  (second) => `<3>[${(1000 + second / 10).toFixed(6).padStart(12)}] `,
  (second) => `kern  :err   : [${(1000 + second / 10).toFixed(6).padStart(12)}] `,
  (second) => `Nov 30 15:53:${two(second)} kernel: `,
];

const two = (second: number): string => String(second % 60).padStart(2, '0');

function restamp(text: string, pick: Pick): string {
  const made = pick(stamps);
  return eachLine(text, (line, index) => (isKernelLine(line) ? `${made(index)}${line.replace(stamp, '')}` : line));
}
