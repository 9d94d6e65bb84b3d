import { expect, it } from 'vitest';
import { softwareList } from './software-list.mjs';
import { isNeeded } from './what-goes-in.mjs';

it.each([
  'server.js',
  '.next/server/chunks/a.js',
  'node_modules/next/dist/compiled/@edge-runtime/primitives/load.js',
  'node_modules/better-sqlite3/prebuilds',
  'node_modules/better-sqlite3/prebuilds/linux-arm64.node',
  'node_modules/@node-rs/argon2-linux-arm64-gnu/argon2.linux-arm64-gnu.node',
  'node_modules/ssh2/lib/index.js',
])('%s goes in', (file) => {
  expect(isNeeded(file, 'arm64')).toBe(true);
});

it.each([
  'lib/demo/recorded/nas.json',
  'lib/usecases/diagnosis/diagnose-worker.ts',
  'node_modules/next/dist/a.js.map',
  'node_modules/ssh2/README.md',
  'node_modules/ssh2/test',
  'node_modules/better-sqlite3/prebuilds/linux-x64.node',
  'node_modules/better-sqlite3/prebuilds/win32-arm64.node',
  'node_modules/@node-rs/argon2-linux-x64-gnu/argon2.linux-x64-gnu.node',
])('%s stays out', (file) => {
  expect(isNeeded(file, 'arm64')).toBe(false);
});

it('the list of software is the same each time', () => {
  const npm = (serial: string) =>
    JSON.stringify({ serialNumber: serial, metadata: { timestamp: serial }, components: [] });
  const one = softwareList(npm('a'), { lock: 'x', made: 0 });
  expect(softwareList(npm('b'), { lock: 'x', made: 0 })).toBe(one);
  expect(JSON.parse(one).serialNumber).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(JSON.parse(one).metadata.timestamp).toBe('1970-01-01T00:00:00.000Z');
});
