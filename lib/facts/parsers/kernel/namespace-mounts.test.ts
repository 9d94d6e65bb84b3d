import { describe, expect, it } from 'vitest';
import { outputOf } from '../../collectors/section-output.ts';
import { parseNamespaceMounts } from './namespace-mounts.ts';

const line = (pid: number, text: string) => `/proc/${pid}/mountinfo:${text}\n`;
const root = '30 20 8:1 / / rw - ext4 /dev/sda1 rw';
const stale =
  '40 30 0:90 / /var/lib/docker/overlay2/abc/merged rw - overlay overlay rw,lowerdir=l/AAA:l/BBB,upperdir=abc/diff,workdir=abc/work';

function parse(parts: Record<string, string>) {
  return parseNamespaceMounts(
    outputOf('namespaceMounts', {
      before: '/proc/1\n/proc/50\n/proc/60\n',
      namespaces: '4026531841 /proc/1/ns/mnt\n4026532000 /proc/50/ns/mnt\n4026531841 /proc/60/ns/mnt\n',
      mounts: line(1, root) + line(60, root) + line(50, root) + line(50, stale),
      holders: '',
      descriptors: '',
      commands: '/proc/1/comm:systemd\n/proc/50/comm:sh\n',
      after: '/proc/1\n/proc/50\n/proc/60\n',
      ...parts,
    }),
    '/var/lib/docker',
  );
}

describe('namespace mounts', () => {
  it('names each namespace once and keeps the mounts of a foreign one', () => {
    const found = parse({});
    expect(found.namespaces.map((each) => [each.pid, each.command, each.mounts.length])).toEqual([
      [1, 'systemd', 1],
      [50, 'sh', 2],
    ]);
    expect(found.unreadable).toBe(0);
  });

  it('counts processes whose namespace stays unknown, not those that ended', () => {
    const namespaces = '4026531841 /proc/1/ns/mnt\n';
    expect(parse({ namespaces }).unreadable).toBe(2);
    expect(parse({ namespaces, after: '/proc/1\n' }).unreadable).toBe(0);
  });

  it('counts a namespace of which no table came', () => {
    expect(parse({ mounts: line(1, root) }).unreadable).toBe(1);
    expect(() => parse({ mounts: '' })).toThrow(/not one could be read/);
  });

  // `ls -ln` of GNU coreutils 9.1 and BusyBox 1.35 print the same after the path
  it('finds who stands in the data root, and who holds files of a volume open', () => {
    const found = parse({
      holders:
        'lrwxrwxrwx 1 0 0 0 Nov 21 03:10 /proc/50/cwd -> /var/lib/docker/volumes/a b/_data\nlrwxrwxrwx 1 0 0 0 Nov 21 03:10 /proc/60/root -> /var/lib/docker-other\n',
      descriptors:
        'lr-x------ 1 0 0 64 Nov 21 03:10 3 -> /var/lib/docker/volumes/v/_data /proc/60/fd/:\nlr-x------ 1 0 0 64 Nov 21 03:10 9 -> /var/lib/docker/volumes/metadata.db /proc/1/fd/:\n',
    });
    expect(found.holders).toEqual([
      { pid: 50, command: 'sh', kind: 'cwd', path: '/var/lib/docker/volumes/a b/_data' },
      { pid: 60, command: '', kind: 'fd', path: '/var/lib/docker/volumes/v/_data' },
    ]);
  });
});
