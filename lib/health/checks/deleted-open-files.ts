import { formatBytes } from '../../domain/bytes.ts';
import { counted } from '../../domain/format.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { FilesystemUsage } from '../../domain/storage-facts.ts';
import type { HeldFile } from '../../domain/storage-report.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { nameList, paragraphs, steps } from '../text.ts';

/** Every host has some: a database's temporary files, a program that was updated while it ran. In bytes and fractions of the filesystem. */
const worthSaying = { bytes: 100 * 2 ** 20, share: 0.02, leastBytes: 16 * 2 ** 20 };
const much = { bytes: 2 ** 30, share: 0.1 };

export default defineCheck({
  id: 'deleted-open-files',
  title: 'Deleted files that are still open',
  why: 'A deleted file keeps its space until the last process closes it. Neither `du` nor `docker system df` shows it: the disk stays full although the file is gone. The usual cause is a deleted log of a running container.',
  needs: ['deletedFiles'],
  run({ deletedFiles }, { facts, storage }) {
    const held = storage.deletedFiles.state === 'known' ? storage.deletedFiles.value : [];
    const { filesystems } = facts.sections;
    const usages = filesystems.state === 'known' ? filesystems.value : [];
    const places = Map.groupBy(
      held.filter((file) => concerns(file, facts)),
      (file) => file.filesystem ?? file.mountPoint ?? '',
    );
    const findings = [...places].flatMap(([place, files]) => {
      const usage = usages.find(({ id }) => id === place) ?? null;
      const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
      return isWorthSaying(bytes, usage) ? [finding(place, { files, bytes, usage })] : [];
    });
    if (findings.length === 0 && deletedFiles.unreadable > 0) {
      const some = counted(deletedFiles.unreadable, 'process', 'processes');
      return { unknown: `The open files of ${some} could not be read.`, missing: ['deletedFiles'] };
    }
    return findings;
  },
});

/** Only filesystems that Docker uses, and files that a container has open: other disks are not Bilge's subject. */
function concerns({ filesystem, mountPoint, holders }: HeldFile, { sections }: HostFacts): boolean {
  if (filesystem !== null || sections.filesystems.state === 'unknown') return true;
  return mountPoint === '/var/log' || mountPoint === '/var' || holders.some(({ kind }) => kind !== 'process');
}

function isWorthSaying(bytes: number, usage: FilesystemUsage | null): boolean {
  if (bytes >= worthSaying.bytes) return true;
  return usage !== null && bytes >= worthSaying.leastBytes && bytes >= usage.totalBytes * worthSaying.share;
}

function finding(place: string, found: { files: HeldFile[]; bytes: number; usage: FilesystemUsage | null }) {
  const { files, bytes, usage } = found;
  const where = usage?.mountPoint ?? files[0]?.mountPoint ?? 'this host';
  const isMuch = bytes >= much.bytes || (usage !== null && bytes >= usage.totalBytes * much.share);
  const { containers, others, needsDocker } = holdersOf(files);
  const size = formatBytes(bytes);
  return {
    severity: isMuch ? ('warning' as const) : ('info' as const),
    subject: { kind: 'filesystem' as const, id: place === '' ? 'host' : place, label: where },
    title: `${size} in deleted files that are still open`,
    detail: paragraphs(
      `This space on ${where} stays in use until ${files.length === 1 ? 'the process closes the file' : 'the processes close the files'}; \`du\` and \`docker system df\` do not show it.`,
      `Open in: ${nameList([...containers.map(({ name }) => `container ${name}`), ...(needsDocker ? ['the Docker daemon'] : []), ...others], 6) || 'unknown processes'}.`,
      whatToDo({ containers, others, needsDocker }),
      containers.some(({ isLog }) => isLog)
        ? 'Do not delete the log of a running container: empty it instead (`truncate -s 0`), and set a size limit for logs.'
        : null,
    ),
    evidence: evidence(
      'lsof +L1',
      ['File', 'Size', 'Open in'],
      files.map((file) => [
        nameOf(file),
        formatBytes(file.bytes),
        file.holders.map(holderWords).join('; ') || 'unknown',
      ]),
    ),
    reclaimable: { bytes, exact: false },
    remedies: [
      ...containers.slice(0, 5).map(({ name }) => ({ actionId: 'restart-container', params: { container: name } })),
      ...(needsDocker ? [{ actionId: 'restart-docker', params: {} }] : []),
    ],
  };
}

function holdersOf(files: readonly HeldFile[]) {
  const containers = new Map<string, { name: string; bytes: number; isLog: boolean }>();
  const others = new Set<string>();
  let needsDocker = false;
  for (const { holders, bytes } of files) {
    for (const { kind, container, command, pid } of holders) {
      if (container !== null) {
        const before = containers.get(container.id) ?? { name: container.name, bytes: 0, isLog: false };
        containers.set(container.id, {
          ...before,
          bytes: before.bytes + bytes,
          isLog: before.isLog || kind === 'docker',
        });
      } else if (kind === 'docker') needsDocker = true;
      else others.add(`${command || 'process'} (${pid})`);
    }
  }
  // The largest first: its restart frees most.
  return { containers: [...containers.values()].sort((a, b) => b.bytes - a.bytes), others: [...others], needsDocker };
}

function whatToDo({ containers, others, needsDocker }: ReturnType<typeof holdersOf>): string {
  return steps(
    containers.length > 0
      ? `Restart ${nameList(containers.map(({ name }) => name))} (\`docker restart\`) when some seconds of downtime are acceptable. Its volumes stay.`
      : null,
    others.length > 0
      ? `Let ${nameList(others, 3)} reopen its log: \`systemctl reload\` or \`restart\`. Rotate logs with logrotate (\`copytruncate\` or a \`postrotate\` reload) instead of deleting them.`
      : null,
    needsDocker
      ? 'Restart Docker at a quiet moment. This restarts every running container, unless live-restore is on.'
      : null,
    containers.length + others.length === 0 && !needsDocker
      ? 'Find the process: `sudo lsof +L1`. Then restart that service.'
      : null,
  );
}

function nameOf({ path, count: number }: HeldFile): string {
  return number > 1 ? `${number} smaller files` : (path ?? 'unreadable name');
}

function holderWords({ pid, command, kind, container }: HeldFile['holders'][number]): string {
  const process = `${command || 'process'} (${pid})`;
  if (kind === 'container') return `container ${container?.name}: ${process}`;
  return kind === 'docker'
    ? `Docker daemon (${pid})${container === null ? '' : `, log of ${container.name}`}`
    : process;
}
