import { formatBytes } from '../../domain/bytes.ts';
import type { HostFacts } from '../../domain/host-facts.ts';
import type { FilesystemUsage } from '../../domain/storage-facts.ts';
import type { HeldFile } from '../../domain/storage-report.ts';
import { defineCheck } from '../define-check.ts';
import { evidence } from '../evidence.ts';
import { count, nameList, paragraphs } from '../text.ts';

/** Every host has some: a database's temporary files, a program that was updated while it ran. In bytes and shares of the filesystem. */
const worthSaying = { bytes: 100 * 2 ** 20, share: 0.02, leastBytes: 16 * 2 ** 20 };
const much = { bytes: 2 ** 30, share: 0.1 };

export default defineCheck({
  id: 'deleted-open-files',
  title: 'Deleted files that a process still holds open',
  why: 'A deleted file keeps its space until the last process that has it open lets go. Neither `du` nor `docker system df` shows it: the disk stays full although the file is gone. Deleting the log of a running container is the usual way to get there.',
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
      const some = count(deletedFiles.unreadable, 'process', 'processes');
      return { unknown: `${some} could not be looked at; what they hold is not known.`, missing: ['deletedFiles'] };
    }
    return findings;
  },
});

/** A disk for films that Docker has nothing to do with is not looked after here, unless a container holds the file. */
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
      `Files on ${where} were deleted while a process had them open. Their space stays in use until ${files.length === 1 ? 'that process lets go' : 'these processes let go'}; \`du\` and \`docker system df\` do not count it.`,
      `Held by ${nameList([...containers.map(({ name }) => `container ${name}`), ...(needsDocker ? ['the Docker daemon'] : []), ...others], 6) || 'processes that are not told'}.`,
      steps({ containers, others, needsDocker }),
      containers.some(({ isLog }) => isLog)
        ? 'Do not delete the log file of a running container again: empty it (“truncate container logs”) and set a limit (“set log rotation”).'
        : null,
    ),
    evidence: evidence(
      'lsof +L1',
      ['File', 'Size', 'Held by'],
      files.map((file) => [
        nameOf(file),
        formatBytes(file.bytes),
        file.holders.map(holderWords).join('; ') || 'not told',
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
  // Who holds most comes first: its restart gives most back.
  return { containers: [...containers.values()].sort((a, b) => b.bytes - a.bytes), others: [...others], needsDocker };
}

function steps({ containers, others, needsDocker }: ReturnType<typeof holdersOf>): string {
  const parts = [
    containers.length > 0
      ? `restart ${nameList(containers.map(({ name }) => name))} at a moment when the application may be away for some seconds (\`docker restart\`); what is in its volumes stays`
      : null,
    needsDocker ? 'restart Docker, with every container that runs (unless live-restore is on)' : null,
    others.length > 0
      ? `for ${nameList(others, 3)}: let the service open its log anew (\`systemctl reload\` or \`restart\`), and rotate logs with logrotate (\`copytruncate\` or a \`postrotate\` reload) rather than deleting them`
      : null,
  ].filter((part) => part !== null);
  return `What to do: ${parts.map((part, index) => (parts.length > 1 ? `${index + 1}. ${part}` : part)).join('; ')}.`;
}

function nameOf({ path, count: number }: HeldFile): string {
  return number > 1 ? `${number} smaller files` : (path ?? 'name not readable');
}

function holderWords({ pid, command, kind, container }: HeldFile['holders'][number]): string {
  const process = `${command || 'process'} (${pid})`;
  if (kind === 'container') return `container ${container?.name}: ${process}`;
  return kind === 'docker'
    ? `Docker daemon (${pid})${container === null ? '' : `, log of ${container.name}`}`
    : process;
}
