import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-store.ts';
import { removeOldCopies } from './old-copies.ts';

it('of the databases beside ours the newest two of each kind stay, and everything else', () => {
  const directory = temporaryDirectory();
  const file = path.join(directory, 'bilge.db');
  const kept = [
    'bilge.db',
    'bilge.db-wal',
    'bilge.db.schema-9',
    'bilge.db.schema-10',
    'bilge.db.replaced-2026-11-02T10-00-00.000Z',
    'bilge.db.replaced-2026-11-03T10-00-00.000Z',
    'bilge.db.replaced-2026-11-03T10-00-00.000Z-wal',
    'bilge.db.replaced-by-hand',
    'bilge.db.schema-3.partial-77',
    'my-bilge.db.schema-1',
    'secret.key',
    'secret.key.replaced-2025-01-01T10-00-00.000Z',
  ];
  const gone = [
    'bilge.db.schema-2',
    'bilge.db.schema-8',
    'bilge.db.replaced-2026-10-30T10-00-00.000Z',
    'bilge.db.replaced-2026-10-30T10-00-00.000Z-wal',
    'bilge.db.replaced-2026-11-01T10-00-00.000Z',
  ];
  for (const name of [...kept, ...gone]) fs.writeFileSync(path.join(directory, name), name);
  fs.symlinkSync(path.join(directory, 'secret.key'), path.join(directory, 'bilge.db.schema-1'));
  fs.mkdirSync(path.join(directory, 'bilge.db.schema-4'));
  expect(removeOldCopies(file)).toBe(4);
  expect(fs.readdirSync(directory).sort()).toEqual([...kept, 'bilge.db.schema-1', 'bilge.db.schema-4'].sort());
  expect(removeOldCopies(file)).toBe(0);
});
