import { expect, it } from 'vitest';
import { unneededFiles } from './unneeded-files.ts';

it('names what strangers do not need', () => {
  const files = [
    'opt/bilge/server.js',
    'opt/bilge/node_modules/better-sqlite3/prebuilds/linux-x64.node',
    'opt/bilge/node_modules/better-sqlite3/prebuilds/linux-arm64.node',
    'opt/bilge/node_modules/npm/index.js',
    'opt/bilge/lib/store/open-store.ts',
    'bin/sh',
    'data/secret.key',
  ];
  expect(unneededFiles(files, 'x64').map((line) => line.split(':', 1)[0])).toEqual(files.slice(2));
});
