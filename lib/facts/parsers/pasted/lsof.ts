import type { DeletedFile, DeletedFiles } from '../../../domain/storage-facts.ts';
import { parseHumanSize } from './human-size.ts';
import type { PastedLine } from './pasted-line.ts';
import { numbersOf, type Recognized } from './piece.ts';

/**
 * `COMMAND PID [TID [TASKCMD]] USER FD TYPE DEVICE SIZE/OFF [NLINK] NODE NAME`: the columns between PID and FD differ by version
 * and options, those from FD on do not. `lsof +L1` shows the number of links (0), `lsof | grep deleted` says so behind the name.
 */
const row =
  /^\s*(\S{1,64})\s+(\d{1,9})\s+(?:\S{1,64}\s+){0,4}?(\d{1,7}[rwu]?[A-Z]?|mem|txt|DEL)\s+(REG|VREG)\s+(\d{1,5},\d{1,9}|0x[0-9a-f]+)\s+(\d[\d.,]{0,20}[KMGT]?)\s+(?:(\d{1,4})\s+)?(\d{1,20})\s+(\/.{0,600})$/;

export function readLsof(lines: readonly PastedLine[]): Recognized<DeletedFiles>[] {
  const used: PastedLine[] = [];
  const files = new Map<string, DeletedFile>();
  for (const line of lines) {
    if (line.text.length > 1200) continue;
    if (/^\s*COMMAND\s+PID\b.*\bNAME\s*$/.test(line.text)) used.push(line);
    const match = row.exec(line.text);
    if (!match) continue;
    used.push(line);
    const [, command = '', pid = '', descriptor = '', , device = '', amount = '', links, inode = '', name = ''] = match;
    const isDeleted = / \(deleted\)\s*$/.test(name) || (links === '0' && /^\d/.test(descriptor));
    // A mapped library that an update replaced gives back nothing worth a word.
    if (!isDeleted || !/^\d/.test(descriptor)) continue;
    const bytes = /[KMGT]$/.test(amount) ? parseHumanSize(amount) : /^\d+$/.test(amount) ? Number(amount) : null;
    if (bytes === null) continue;
    const key = `${device} ${inode}`;
    const known = files.get(key);
    const holder = { pid: Number(pid), command, containerIds: [] };
    if (known === undefined) {
      files.set(key, {
        path: name.replace(/ \(deleted\)\s*$/, ''),
        inode: Number(inode),
        bytes,
        device: device.replace(',', ':'),
        mount: null,
        holders: [holder],
      });
    } else if (known.holders.length < 16 && !known.holders.some((one) => one.pid === holder.pid)) {
      known.holders.push(holder);
    }
  }
  if (files.size === 0) return [];
  const all = [...files.values()].sort((one, other) => other.bytes - one.bytes);
  return [{ kind: 'lsof', lines: numbersOf(used), value: { files: all.slice(0, 200), others: [], unreadable: 0 } }];
}
