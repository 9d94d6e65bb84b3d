import type { QuarantineEntry } from '../../../domain/layer-facts.ts';
import { baseName, failure, nulNames, type Parts, smallFiles, statRecords } from '../records.ts';

/** `<driver>/.bilge-quarantine/<entry>` and beside it `<entry>.note` of lines `key=value`, and overlay2's link as `<entry>.link`. */
export function parseQuarantine(parts: Parts): QuarantineEntry[] {
  const [root = ''] = nulNames(parts.part('path'));
  if (!root.startsWith('/')) throw failure('quarantine', 'no path', root);
  return parts.withPrefix('entries:').flatMap(({ key: driver, bytes }) => {
    const notes =
      smallFiles(parts.part(`notes:${driver}`), 'quarantine').get('.bilge-quarantine') ?? new Map<string, string>();
    return statRecords(bytes)
      .filter((record) => !/\.(note|link)$/.test(record.path))
      .map((record) => {
        const entry = baseName(record.path);
        const note = readNote(notes.get(`${entry}.note`) ?? '');
        return {
          entry,
          driver,
          path: `${root}/${record.path}`,
          originalName: note.name ?? entry,
          device: record.device,
          inode: record.inode,
          note,
        };
      });
  });
}

function readNote(text: string): Record<string, string> {
  const note: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    if (at > 0) note[line.slice(0, at)] = line.slice(at + 1);
  }
  return note;
}
