import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type HostKind, type HostOptions, labAvailable, startHost, stopAll } from '../../lab/lab.ts';
import { messageOf } from '../../lib/domain/errors.ts';
import { type UndoneClass, undoEachClass } from './containerd-undo.ts';

/**
 * `node test/chaos/containerd-undo-long.ts [NAME…]`: the undo of each leak class of containerd's store, on every engine and snapshotter that the
 * lab has, over a root login and over sudo. Writes docs/evidence/containerd-undo.md after each host.
 */
interface Variant {
  name: string;
  kind: HostKind;
  options?: HostOptions;
}

const variants: readonly Variant[] = [
  { name: 'trixie-ext4', kind: 'trixie-containerd-ext4' },
  { name: 'sid-ext4', kind: 'sid-containerd-ext4' },
  { name: 'trixie-btrfs', kind: 'trixie-containerd-btrfs' },
  { name: 'sid-btrfs', kind: 'sid-containerd-btrfs' },
  { name: 'trixie-ext4-sudo', kind: 'trixie-containerd-ext4', options: { login: 'sudo-password' } },
  { name: 'sid-btrfs-sudo', kind: 'sid-containerd-btrfs', options: { login: 'sudo-password' } },
];

interface Row extends UndoneClass {
  host: string;
  versions: string;
}

const target = path.resolve(
  process.env.CONTAINERD_EVIDENCE ?? path.join(import.meta.dirname, '../../docs/evidence/containerd-undo.md'),
);
const lab = await labAvailable();
if (!lab.ok) throw new Error(`no lab: ${lab.reason}`);
const rows: Row[] = [];
const failures: string[] = [];
const asked = process.argv.slice(2);
for (const { name, kind, options } of variants.filter((each) => asked.length === 0 || asked.includes(each.name))) {
  try {
    const host = await startHost(kind, options);
    try {
      const versions = (
        await host.exec('docker version --format "{{.Server.Version}}"; containerd --version | cut -d " " -f 3')
      ).stdout.trim();
      const login = options?.login === undefined ? 'root' : 'sudo';
      for (const each of await undoEachClass(host)) {
        rows.push({ ...each, host: `${kind}, ${login}`, versions: versions.replace('\n', ', ') });
        console.log(`${name}: ${each.class}: ${each.violations.join('\n  ') || 'exact'} (${each.seconds} s)`);
      }
    } finally {
      await host.stop();
    }
  } catch (error) {
    failures.push(`${name}: ${messageOf(error).split('\n')[0]}`);
    console.log(`${name} could not be run to its end: ${messageOf(error)}`);
  }
  await writeFile(target, page());
}
await stopAll();
process.exit(failures.length + rows.filter(({ violations }) => violations.length > 0).length > 0 ? 1 : 0);

function page(): string {
  const violations = rows.flatMap((row) => row.violations.map((text) => `- ${row.host}, ${row.class}: ${text}`));
  return `# The undo of each leak class of containerd's store

Written by \`node test/chaos/containerd-undo-long.ts\`; what is done and how it is judged: test/chaos/containerd-undo.ts, containerd-world.ts.

For each class: the world is looked at (\`docker inspect\` of every container, \`docker image inspect\` of every image, a sum of every container's files and of
every blob, containerd's own lists of snapshots, content and leases). Then it is lost, quarantined with \`remove-leaked-leases\`, and the run is undone, all over the command
line. What was lost is given back, and the world is looked at again: every line must be the same. Every container is started, every image saved and made a container of, and every build
must take as much from the cache as before. L1 leaves nothing to give back; L1 and L4 are freed in the end.

**${rows.length} undos on ${new Set(rows.map(({ host }) => host)).size} hosts, ${rows.reduce((sum, { compared }) => sum + compared, 0)} lines compared. Differences: ${violations.length}.** Hosts that could not be run to their end: ${failures.length}.

| host | Docker, containerd | class | leases | lines compared | differences | freed in the end | s |
|---|---|---|---|---|---|---|---|
${rows.map((row) => `| ${row.host} | ${row.versions} | ${row.class} | ${row.leases} | ${row.compared} | ${row.violations.length} | ${row.freedBytes === null ? '' : `${(row.freedBytes / 1e6).toFixed(1)} MB`} | ${row.seconds} |`).join('\n')}

## Differences

${violations.length === 0 ? 'None.' : violations.join('\n')}

## Could not be run

${failures.length === 0 ? 'None.' : failures.map((text) => `- ${text}`).join('\n')}
`;
}
