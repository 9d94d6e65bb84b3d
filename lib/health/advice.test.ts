import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/**
 * People in a similar but different state read the same advice: the data root not mounted, a device missing, a filesystem read-only.
 * These are the commands that destroy data there, and the warning that must go with each.
 */
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

function files(folder: string, kind: RegExp): string[] {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => kind.test(name) && !/\.test\.tsx?$|\/testing\/|generated|recorded/.test(name));
}
const checks = files('lib/health', /\.ts$/);
const everything = [
  ...['lib', 'components', 'app', 'bin'].flatMap((folder) => files(folder, /\.(?:tsx?|sh)$/)),
  ...files('docs', /\.md$/),
  'README.md',
];
const read = (name: string): string => fs.readFileSync(path.join(root, name), 'utf8');

/** No text may advise any of these. */
const forbidden: [what: string, pattern: RegExp][] = [
  ['a containerd lease deleted by hand', /\bleases?\s+(?:delete|rm|remove|del)\b/i],
  ['containers or snapshots of containerd deleted by hand', /\bctr\b[^`\n]{0,40}\b(?:rm|delete|remove)\b/],
  [
    'Docker’s directory deleted by hand',
    /(?<!never |no |not )`?rm -r\w* +\/(?:var\/lib\/(?:docker|containerd)|volume\d)/i,
  ],
  ['an array created again', /mdadm (?:-C|--create|--zero-superblock)/],
  ['signatures wiped', /\bwipefs\b|\bsgdisk\b/],
  ['an import by force', /zpool import -[a-z]*f/],
  ['a log thrown away', /xfs_repair -L|btrfs rescue zero-log/],
  ['a repair that makes it worse', /(?<!never `)btrfs check --repair/],
  [
    'all unused volumes pruned',
    /docker (?:system|volume) prune [^`\n]*(?:--volumes|-a\b)(?![^\n]*(?:cannot|do not|does not))/,
  ],
];
describe.each(forbidden)('no text tells %s', (_, pattern) => {
  test('in code and documents', () => {
    expect(everything.filter((name) => pattern.test(read(name)))).toEqual([]);
  });
});

/** A file with the command must contain this warning too. */
const owed: [command: RegExp, caution: RegExp][] = [
  [/balance start -d|Balance with/, /notOnSickDisks|If a device is missing/],
  // `-Br` reads only; but on a failing disk it is still load.
  [/btrfs scrub start(?! -Br)/, /notOnSickDisks/],
  [/btrfs scrub start -Br/, /When the disk is sound/],
  [/\bmkfs\.xfs/, /erases/],
  [/recreate the (?:containers|others)|containers anew/i, /lostWhenRemade|wrote outside|exists only in containers/],
  [/consider overlay2|use overlay2|switch to overlay2/i, /hiddenBySwitch/],
  [/fallocate -l (?:SIZE FILE|\$)/, /more free than|has that much free/],
  [/fstrim/, /kernel’s log shows errors/],
  [/quota disable/, /the limits are lost/],
  [/chattr \+i \$/, /mountpoint -q/],
  [/subvolume delete` on/, /no container uses the volume/],
];
test.each(owed)('advice with %s warns of its danger', (command, caution) => {
  const telling = checks.filter((name) => command.test(read(name)));
  expect(telling.length).toBeGreaterThan(0);
  expect(telling.filter((name) => !caution.test(read(name)))).toEqual([]);
});
