import fs from 'node:fs';
import path from 'node:path';

/**
 * Whole databases that Bilge put beside its own: from before an upgrade, and what a restore replaced. Each is as large as the database,
 * so only the newest of each kind stay. Only plain files of exactly these names go, never a key: an old backup may need it.
 */
const newestKept = 2;
const kinds: readonly { suffix: RegExp; order(one: string, other: string): number }[] = [
  { suffix: /^\.schema-(\d{1,6})$/, order: (one, other) => Number(one) - Number(other) },
  // A moment as restore.ts writes it: in the order of its text.
  { suffix: /^\.replaced-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z)$/, order: (one, other) => (one < other ? -1 : 1) },
];

/** @returns how many went; what cannot be removed stays and holds nothing up */
export function removeOldCopies(file: string): number {
  const directory = path.dirname(file);
  const base = path.basename(file);
  const names = fs
    .readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.startsWith(base))
    .map(({ name }) => name);
  let removed = 0;
  for (const { suffix, order } of kinds) {
    const copies = names
      .flatMap((name) => {
        const which = suffix.exec(name.slice(base.length))?.[1];
        return which === undefined ? [] : [{ name, which }];
      })
      .sort((one, other) => order(other.which, one.which));
    for (const { name } of copies.slice(newestKept)) if (isRemoved(path.join(directory, name))) removed += 1;
  }
  return removed;
}

/** With what belongs to a database that was not closed. */
function isRemoved(copy: string): boolean {
  try {
    fs.rmSync(copy);
    for (const beside of ['-wal', '-shm']) fs.rmSync(copy + beside, { force: true });
    return true;
  } catch {
    return false;
  }
}
