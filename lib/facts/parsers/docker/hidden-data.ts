import { decodeName } from '../../../domain/names.ts';
import type { HiddenData, HiddenPlace } from '../../../domain/storage-facts.ts';
import { unescapeMount } from '../kernel/mountinfo.ts';
import { baseName, failure, lines, type Parts, textLines, wholeNumber } from '../records.ts';
import { parseContents } from './data-root-contents.ts';

/**
 * `places`: one line for each mount point that was chosen, `MOUNT-POINT ABOVE TYPE DEVICE` as mountinfo writes them; then for the first,
 * second … either `entries:N` (`stat -c '%f %b %B %n'` of the first level) or `unseen:N` with the reason.
 */
export function parseHiddenData(parts: Parts): HiddenData {
  const places: HiddenPlace[] = [];
  const unseen: HiddenData['unseen'] = [];
  const wanted = textLines(parts.part('places')).filter((line) => line !== '');
  wanted.forEach((line, index) => {
    const fields = line.split(' ');
    const [point = '', above = '', type = '', device = ''] = fields;
    if (fields.length !== 4 || !point.startsWith('/') || !above.startsWith('/') || !/^\d+:\d+$/.test(device))
      throw failure('hidden data', 'a mount has another form', line);
    const key = String(index + 1);
    const where = { mountPoint: unescapeMount(point), above: unescapeMount(above), type, device };
    const why = parts.optional(`unseen:${key}`);
    if (why !== null) {
      unseen.push({ mountPoint: where.mountPoint, why: why.toString('utf8').trim() });
      return;
    }
    const entries = parts.optional(`entries:${key}`);
    if (entries === null) {
      unseen.push({ mountPoint: where.mountPoint, why: 'it was not come to' });
      return;
    }
    const found = lines(entries).map(decodeName);
    const contents = parts.optional(`root:${key}`) === null ? null : parseContents(parts, key);
    places.push({ ...where, entries: found.map(entryOf), isTruncated: found.length >= mostEntries, contents });
  });
  return { places, unseen };
}

/** as many as the script lets through */
const mostEntries = 200;

function entryOf(record: string): HiddenPlace['entries'][number] {
  const found = /^([0-9a-f]+) (\d+) (\d+) (\.\/.+)$/.exec(record);
  if (found === null) throw failure('hidden data', 'an entry has another form', record);
  const type = Number.parseInt(found[1] ?? '', 16) & 0o170000;
  const bytes = wholeNumber(found[2], 'hidden data') * wholeNumber(found[3], 'hidden data');
  return { name: baseName(found[4] ?? ''), isDirectory: type === 0o040000, bytes };
}
