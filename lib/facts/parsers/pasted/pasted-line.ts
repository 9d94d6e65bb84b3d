/**
 * Real pastes are not command output. They are quoted in mails and forum posts, wrapped in Markdown, copied with the
 * prompt and the escape codes of a terminal, cut out of diffs and prefixed by a log. This makes plain lines of them and
 * remembers which command was typed above. Nothing is judged here.
 */
export interface PastedLine {
  /** without quoting, decoration, time stamps; right end trimmed, left indentation kept */
  text: string;
  /** from 1, in the paste */
  number: number;
  /** the command typed above, without sudo; null where none is seen */
  command: string | null;
  /** the line is such a command itself */
  isCommand: boolean;
}

/** A paste is a few hundred lines; what comes after this many is not looked at. */
const maxLines = 50_000;
const maxLineLength = 200_000;

export function pastedLines(text: string): PastedLine[] {
  const raw = text
    .slice(0, 4_000_000)
    .replace(/\u001b\[[0-9;?]{0,20}[A-Za-z]/g, '')
    .split(/\r\n|[\r\n\u2028\u2029]/)
    .slice(0, maxLines);
  const isDiff = looksLikeDiff(raw);
  const lines: PastedLine[] = [];
  let command: string | null = null;
  raw.forEach((line, index) => {
    const text = cleaned(line.slice(0, maxLineLength), isDiff);
    if (text === null) return;
    const typed = text.length < 500 ? commandOf(text) : null;
    if (typed !== null) command = typed;
    lines.push({ text, number: index + 1, command, isCommand: typed !== null });
  });
  return lines;
}

function looksLikeDiff(lines: readonly string[]): boolean {
  if (lines.some((line) => /^(?:diff --git |@@ -\d+)/.test(line))) return true;
  // One changed line of a configuration file, shown with its old state: `-  "storage-driver": "aufs"`, `+  "…": "vfs"`.
  if (lines.some((line) => /^-\s*"[\w-]+"\s*:/.test(line)) && lines.some((line) => /^\+\s*"[\w-]+"\s*:/.test(line)))
    return true;
  const filled = lines.filter((line) => line.trim() !== '');
  const added = filled.filter((line) => /^\+(?!\+|-{3})\s*\S/.test(line)).length;
  return added >= 3 && added * 2 > filled.length;
}

function cleaned(line: string, isDiff: boolean): string | null {
  let text = line
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f\u200b-\u200f\ufeff]/g, '')
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/[\u201c\u201d\u201e]/g, '"')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/&gt;/g, '>')
    .replace(/&lt;/g, '<')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/<\/?(?:code|pre|br|p)\s?\/?>/gi, '');
  text = text.replace(/^(?: {0,3}> ?){1,10}/, '');
  if (isDiff) {
    if (/^(?:-|@@|diff --git|index [0-9a-f]|\+\+\+ )/.test(text)) return null;
    text = text.replace(/^[+ ]/, '');
  }
  if (/^\s*(?:```|~~~)/.test(text)) return null;
  text = text.replace(/\*\*/g, '').replace(/^(\s*)`([^`]*)`\s*$/, '$1$2');
  // One bullet, where a known thing follows it: `- Storage Driver: overlay2`.
  text = text.replace(/^(\s*)[*•-] (?=[A-Z][\w ]{1,40}:)/, '$1');
  text = text
    .replace(/^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?\]? +/, '')
    .replace(/^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [^\s:]{1,80} [\w./-]{1,60}(?:\[\d{1,9}\])?: /, '');
  return text.trimEnd();
}

const programs =
  'docker|dockerd|btrfs|df|du|mount|findmnt|cat|lvs|vgs|pvs|zfs|zpool|uname|losetup|xfs_info|lsblk|ls|curl|grep|egrep|dmesg|journalctl|systemctl|stat|mdadm|echo|tail|head|less|more|jq|sudo|rm|service|find|lsattr|blkid|synopkg|synoservicectl|free|hostnamectl|ps|lsb_release|apt|midclt|watch|podman|nerdctl|buildctl|lsof|kubectl|crictl|ctr|colima|for|while|sort|fuser|ncdu|mountpoint|lsmod|fdisk|parted|truncate|dd|touch|cd|ll|vi|nano|cp|mv|mkdir|chmod|chown|tar|ssh|ip|wget|make';
const prompted = new RegExp(
  `^\\s*(?:\\[[^\\]]{1,80}\\]|[\\w.-]{1,40}@[\\w.:~/ -]{1,80}|[\\w.~/:-]{1,60}|\\([\\w.-]{1,40}\\) ?[\\w.@:~/-]{1,80})?\\s?[$#%>❯➜»]+\\s{0,3}((?:sudo\\s+(?:-\\S+\\s+)?)?(?:\\S{0,60}/)?(?:${programs})\\b(?!:).*)$`,
);
const bare =
  /^\s*((?:sudo\s+)?(?:docker\s+(?:-D\s+)?(?:system\s+)?(?:info|version|df|ps|images|volume|system df)\b|btrfs\s+(?:fi|filesystem|device|dev|scrub|balance|subvolume|sub|qgroup)\s+\w+|df(?:\s+-{1,2}\S+){1,4}(?:\s+\/\S*)?\s*$|uname\s+-\w+\s*$|cat\s+\/\S+|zpool\s+(?:status|list)|lsof\s+[+-]\S+|buildctl\s+\w+|docker\s+(?:buildx|builder)\s+\w+|podman\s+(?:system\s+)?(?:info|version|df|ps|images|pull|run)\b|zfs\s+(?:list|get)|lvs(?:\s|$)|findmnt(?:\s|$)|losetup\s+-|xfs_info\s).{0,200})$/;

/** The command of a prompt line, or of a line that is nothing but a command we know. */
function commandOf(text: string): string | null {
  const match = prompted.exec(text) ?? bare.exec(text);
  const typed = match?.[1]?.trim();
  if (!typed) return null;
  return typed.replace(/^sudo\s+(?:-\S+\s+)*/, '').replace(/^\S{0,60}\//, '');
}

/** The last argument that is a path, of `btrfs fi usage /volume1`; null where there is none. */
export function pathArgument(command: string | null): string | null {
  if (command === null) return null;
  const words = command.split(/\s+/).filter((word) => word.startsWith('/'));
  return words.at(-1)?.replace(/[|;&)]+$/, '') ?? null;
}
